import { SIZES } from "./boxes.ts";

const DELIVERY = "#3c4043";
const REPLY = "#1967d2";
const FAILURE = "#c5221f";

/** The picture's style sheet; colours as in the other formats, and a line stands out where the pointer is on it. */
export const STYLE = `
text{font-family:Inter,"Segoe UI",Helvetica,Arial,sans-serif;fill:#202124}
.t{font-size:18px;font-weight:600}.s{font-size:12px}.g{fill:#5f6368}.b{font-weight:600}
.n{font-size:${SIZES.name}px;font-weight:600;text-anchor:middle}
.a{font-size:${SIZES.small}px;fill:#5f6368;text-anchor:middle}
.l{font-size:${SIZES.small}px}.end{text-anchor:end}
.more{font-size:10px;text-anchor:middle;fill:#5f6368}
.m text{font-size:10px;font-weight:700;fill:#fff;text-anchor:middle}.m.error circle{fill:${FAILURE}}.m.warning circle{fill:#b45309}
path{fill:none}
g.delivery path{stroke:${DELIVERY};stroke-width:1.3}g.delivery path.h{fill:${DELIVERY};stroke:none}
g.reply path{stroke:${REPLY};stroke-width:2.2}g.reply path.h{fill:${REPLY};stroke:none}
g.failure path{stroke:${FAILURE};stroke-width:1.4;stroke-dasharray:6 4}g.failure path.h{fill:${FAILURE};stroke:none}
g.link path{stroke:#80868b;stroke-width:1.4;stroke-dasharray:2 3}
.net:hover path{stroke-width:4}
text.reply{fill:${REPLY}}text.failure{fill:${FAILURE}}text.link{fill:#5f6368}
.source{fill:#e6f4ea;stroke:#137333}.broker,.channel{fill:#e8f0fe;stroke:${REPLY}}.subscriber{fill:#fff;stroke:${DELIVERY}}
.sink{fill:#fef7e0;stroke:#b06000}.external{fill:#f1f3f4;stroke:#5f6368;stroke-dasharray:4 3}
.bad-error{stroke:${FAILURE};stroke-width:2.6}.bad-warning{stroke:#b45309;stroke-width:2.6}
`.replaceAll("\n", "");
