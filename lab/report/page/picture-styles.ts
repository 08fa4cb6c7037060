/** Which of the pictures is shown where, and what is in them. */
export const pictureStyles = `
.picture { display: block; width: 100%; height: auto; margin: .4rem 0 1rem; font-size: 12px; }
.picture text { fill: var(--text); paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; }
.picture text.pale, .picture .times { fill: var(--pale); }
.picture .strong { font-weight: 600; }
#writes .picture.wide, #timeline .picture.wide { max-width: 56rem; }
.picture.narrow { display: none; max-width: 26rem; }
.picture .grid { stroke: var(--line); stroke-width: 1; }
.picture line.flag { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 4 3; }
.picture text.flag { fill: var(--bad); font-weight: 600; }
.picture line.reached { stroke: var(--good); }
.picture text.reached { fill: var(--good); }
.picture .outage, .swatch.outage { fill: var(--bad); background: var(--bad); opacity: .2; }
.picture .acknowledged, .swatch.acknowledged { fill: var(--promotion); background: var(--promotion); }
.picture .unsuccessful, .swatch.unsuccessful { fill: var(--bad); background: var(--bad); opacity: .5; }
.picture .phase { fill: var(--detection); }
.picture .decision { fill: var(--decision); }
.picture .a-person-decides { fill: var(--person); }
.picture .fencing { fill: var(--fencing); }
.picture .promotion, .picture .quorum-relief { fill: var(--promotion); }
.picture .switch { fill: var(--switch); }
.picture .verification { fill: var(--verification); }
.picture .records-and-messages { fill: var(--edge); }
.picture .allowed { fill: var(--soft); stroke: var(--line); }
.picture .taken { fill: var(--verification); }
.picture .missed { fill: var(--bad); }
.picture .way { fill: none; stroke: var(--edge); stroke-width: 1.2; }
.picture .way.taken { stroke: var(--accent); stroke-width: 2.4; }
.picture path.arrow { fill: var(--edge); }
.picture path.arrow-taken { fill: var(--accent); }
.picture .state { font-size: 12px; }
.picture .state text { stroke: none; }
.picture .state rect { fill: var(--card); stroke: var(--edge); stroke-width: 1; }
.picture .state.other text { fill: var(--pale); }
.picture .state.entered rect { stroke: var(--accent); stroke-width: 2; }
.picture .state.entered text { font-weight: 600; }
.picture .state.entered .times { font-weight: 400; }
.picture .state.entered.fail rect { stroke: var(--person); }
.picture .state.entered.failed rect { stroke: var(--bad); }
.picture .stop { fill: var(--accent); stroke: var(--accent); stroke-width: 2; }
.picture .stop.choice { fill: var(--card); }
.picture .stop.fail { fill: var(--person); stroke: var(--person); }
.picture .stop.failed { fill: var(--bad); stroke: var(--bad); }
.legend { font-size: .88rem; color: var(--pale); margin: 0; }
.swatch { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin: 0 .2em 0 .6em; vertical-align: -.05em; }
.swatch:first-child { margin-left: 0; }
.wide-only { display: inline; }
@media (max-width: 40rem) { .picture.wide { display: none; } #writes .picture.wide, #timeline .picture.wide { max-width: 56rem; }
.picture.narrow { display: block; } }
/* The graph needs a large screen; elsewhere, and on paper, the way alone says what happened. */
@media not all and (min-width: 60rem) { .graph .wide, .wide-only { display: none; } .graph .narrow { display: block; } }
@media print { .graph .wide, .wide-only { display: none; } .graph .narrow { display: block; width: auto; max-height: 225mm; } }
`;
