import { fails, serving, timesOut } from "../../src/testing/index.ts";
import { ChartCreated, ChartCreator, DailyReport, Failures, QueryCompleted, QueryRunner } from "../testing/app.ts";

// A handler's event is typed by the step, also behind a fake.
serving(QueryRunner, (event) => QueryCompleted.create({ table: event.data.airport }));
serving(
  ChartCreator,
  fails(503)
    .times(2)
    .then((event) => ChartCreated.create({ image: event.data.table })),
);
serving(Failures, (event) => {
  if (event.type === "dev.knative.sources.ping") event.data.airport.toUpperCase();
  else event.data.table.toUpperCase();
});
serving(QueryRunner, fails(500));
serving(QueryRunner, timesOut().times(1).then(fails(500)));

// @ts-expect-error: its reply is not one of the step's
serving(QueryRunner, () => DailyReport.create({ airport: "ORD" }));
// @ts-expect-error: a fake for so many requests does not say what follows
serving(QueryRunner, fails(500).times(2));
