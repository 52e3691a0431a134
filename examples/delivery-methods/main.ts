import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { App, Chart } from "cdk8s";
import { type AnyStep, Broker, InMemoryChannel, KnativeService, PingSource } from "sluice";
import { Display, DisplayReply, DisplayWithReply, Hello, HiFromKnative } from "./contracts.ts";

/** From a source straight to a service. */
export function simple(app: App): Chart {
  const chart = method(app, "simple");
  source(chart).sinkTo(display(chart, "service", Display));
  return chart;
}

/** Through a channel to two services. */
export function complex(app: App): Chart {
  const chart = method(app, "complex");
  const channel = new InMemoryChannel(chart, "channel", { carries: Hello });
  source(chart).sinkTo(channel);
  channel.subscribe(display(chart, "service1", Display), { name: "subscription1" });
  channel.subscribe(display(chart, "service2", Display), { name: "subscription2" });
  return chart;
}

/** Through a channel to two services, one of which replies into another channel. */
export function complexWithReply(app: App): Chart {
  const chart = method(app, "complex-with-reply");
  const channel1 = new InMemoryChannel(chart, "channel1", { carries: Hello });
  const channel2 = new InMemoryChannel(chart, "channel2", { carries: HiFromKnative });
  source(chart).sinkTo(channel1);
  channel1.subscribe(display(chart, "service1", Display), { name: "subscription1" });
  channel1.subscribe(display(chart, "service2", DisplayWithReply), { name: "subscription2", reply: channel2 });
  channel2.subscribe(display(chart, "service3", DisplayReply), { name: "subscription3" });
  return chart;
}

/** Through a Broker, which hands each service what its Trigger asks for, the reply of another service too. */
export function brokerTrigger(app: App): Chart {
  const chart = method(app, "broker-trigger");
  const broker = new Broker(chart, "broker", { metadata: { name: "default" } });
  source(chart).sinkTo(broker);
  broker.on(Hello).to(display(chart, "service1", Display), { name: "trigger1" });
  broker.on(Hello).to(display(chart, "service2", DisplayWithReply), { name: "trigger2" });
  broker.on(HiFromKnative).to(display(chart, "service3", DisplayReply), { name: "trigger3" });
  return chart;
}

/** All four, each in a namespace of its own. */
export function build(app: App): App {
  for (const make of [simple, complex, complexWithReply, brokerTrigger]) make(app);
  return app;
}

function method(app: App, id: string): Chart {
  return new Chart(app, id, { namespace: id, disableResourceNameHashes: true });
}

function source(chart: Chart): PingSource<typeof Hello> {
  return new PingSource(chart, "source", {
    schedule: "* * * * *",
    event: Hello,
    data: { message: "Hello world from ping!" },
  });
}

/** A service that shows what it gets; the step's name is that of its module. */
function display<S extends AnyStep>(chart: Chart, id: string, step: S): KnativeService<S> {
  return new KnativeService(chart, id, {
    step,
    image: `registry.example.com/${step.name}:1.0.0`,
    visibility: "cluster-local",
    local: { module: `./services/${step.name}.ts` },
  });
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  build(new App()).synth();
}
