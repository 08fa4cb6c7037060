/**
 * Stands in the bundles for `@aws-sdk/credential-provider-node`: Lambda gives a function the credentials of its role in environment variables,
 * so files, SSO, other roles and metadata services are neither looked for nor loaded. Without the variables every call fails before it is
 * sent (`CredentialsProviderError`).
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
