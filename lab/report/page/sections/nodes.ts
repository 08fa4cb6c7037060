import type { RankedNode } from '../../../../lambdas/domain/comparison.ts';
import { type Markup, markup } from '../../../../messages/page/markup.ts';
import type { Details } from '../../details.ts';
import type { NodeEnd } from '../../node-ends.ts';
import { sinceFault } from '../wording.ts';
import { section } from './section.ts';

type Node = { name: string; ranked: RankedNode | undefined; end: NodeEnd | undefined };

/** Ranked ones first, in the order of the choice; then those that nobody ranked. */
function nodesOf({ ranking, nodes }: Details): Node[] {
  const names = [...new Set([...ranking, ...nodes].map(({ node }) => node))];
  return names.map((name) => ({ name, ranked: ranking.find((one) => one.node === name), end: nodes.find((one) => one.node === name) }));
}

const pair = (name: string, value: string | number | null | undefined) =>
  value == null ? undefined : markup`<div><dt>${name}</dt><dd>${value}</dd></div>`;

function position({ ranked, end }: Node): Markup | undefined {
  if (ranked?.position !== undefined) return pair('Position when compared', `${ranked.position}, timeline ${ranked.timeline ?? 'unknown'}`);
  return pair('Position last seen', end?.position);
}

function card(node: Node, faultAt: string): Markup {
  const { name, ranked, end } = node;
  const heartbeat = ranked?.newestHeartbeatAt;
  return markup`
<article class="node${ranked?.chosen ? ' chosen' : ''}">
<h3>${name}${ranked?.chosen ? markup` <span class="tag">✓ chosen</span>` : undefined}${end?.wasPrimary ? markup` <span class="tag">was primary</span>` : undefined}</h3>
<p>${ranked === undefined ? 'Not compared.' : `${ranked.chosen ? 'Chosen' : 'Not chosen'}: ${ranked.reason}.`}</p>
<dl class="pairs">
${position(node)}
${pair('Newest heartbeat it held', heartbeat === undefined ? undefined : `${sinceFault(heartbeat, faultAt)} (since the fault)`)}
${pair('At the end', end?.end)}
</dl>
</article>`;
}

/** Why each node was or was not chosen, with its position then and its state at the end. */
export function nodes(details: Details): Markup {
  return section(
    'nodes',
    'Nodes: positions and choice',
    details.ranking.length === 0
      ? markup`<p>No comparison was made: the machine did not get to choose a node. The state of each node at the end:</p>`
      : undefined,
    markup`<div class="cards">${nodesOf(details).map((node) => card(node, details.fault.at))}</div>`,
  );
}
