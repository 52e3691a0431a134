/** Endpoints that loop, stand alone, and have names that no cluster takes: markup, control characters, other scripts. */
export const HOSTILE_GRAPH: string = `
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: "a]]><script>alert(1)</script>&\\u0007\\u202eevil", namespace: shop }
---
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: "مرحبا بالعالم", namespace: shop }
---
apiVersion: eventing.knative.dev/v1
kind: Broker
metadata: { name: alone, namespace: other }
---
apiVersion: sources.knative.dev/v1
kind: PingSource
metadata: { name: "${"漢字".repeat(30)}", namespace: shop }
spec: { schedule: "* * * * *", sink: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: "a]]><script>alert(1)</script>&\\u0007\\u202eevil" } } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: loop, namespace: shop }
spec: { broker: "a]]><script>alert(1)</script>&\\u0007\\u202eevil", subscriber: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: "مرحبا بالعالم" } } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: back, namespace: shop }
spec: { broker: "مرحبا بالعالم", filter: { attributes: { type: "${"W".repeat(90)}" } }, subscriber: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: "a]]><script>alert(1)</script>&\\u0007\\u202eevil" } } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: self, namespace: shop }
spec: { broker: "مرحبا بالعالم", filter: { attributes: { type: "مرحبا" } }, subscriber: { ref: { apiVersion: eventing.knative.dev/v1, kind: Broker, name: "مرحبا بالعالم" } } }
---
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: { name: out, namespace: shop }
spec: { broker: "مرحبا بالعالم", subscriber: { uri: "https://WWWWWWWWWW.example.com/a/very/long/path/that/never/ends/%20?x=<>&y=\\"'" }, delivery: { deadLetterSink: { ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: failures } } } }
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: failures, namespace: shop, annotations: { sluice.dev/replies: "a.b" } }
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: "👩‍👩‍👧‍👦👩‍👩‍👧‍👦 \\ud800 family", namespace: shop }
`;
