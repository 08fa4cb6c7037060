import { fill, placeholdersIn } from '../../../messages/template.ts';

test('placeholders are filled, and a line that names something unknown is left out', () => {
  expect(fill('Region: {region}\nNew primary: {candidate}\nSeen: {why}', { region: 'eu-west-3', why: 'down' })).toBe(
    'Region: eu-west-3\nSeen: down',
  );
});

test('a misspelt placeholder is a defect that is named', () => {
  expect(() => fill('Region: {regoin}', { region: 'x' })).toThrow('template names {regoin}; allowed: severity, planTitle');
});

test('a value is put in as it is', () => {
  expect(fill('{why}', { why: "{region} $& $'" })).toBe("{region} $& $'");
});

test('names between braces are found in order', () => {
  expect(placeholdersIn('[{severity}] {planTitle} {not a name}')).toEqual(['severity', 'planTitle']);
});
