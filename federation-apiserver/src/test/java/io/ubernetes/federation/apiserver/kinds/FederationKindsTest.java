package io.ubernetes.federation.apiserver.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.federation.ClusterSpec;
import io.ubernetes.model.federation.ClusterStatus;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.model.federation.PlacementSpec;
import io.ubernetes.model.federation.PlacementStatus;
import io.ubernetes.model.federation.PropagationPolicySpec;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class FederationKindsTest {

  private static final String CLUSTER =
      """
      {'apiVersion': 'federation.ubernetes.io/v1beta1', 'kind': 'Cluster',
       'metadata': {'name': 'a', 'creationTimestamp': '2026-01-02T03:04:05Z'},
       'spec': {'server': 'https://10.0.0.1:6443', 'region': 'eu', 'provider': 'aws',
                'credentialRef': {'namespace': 'federation-system', 'name': 'a'},
                'taints': [{'key': 'gpu', 'effect': 'NoSchedule'}]},
       'status': {'version': 'v1.36.2', 'nodes': {'total': 4, 'ready': 3},
                  'conditions': [{'type': 'Ready', 'status': 'True', 'reason': 'Ok', 'message': '',
                                  'lastTransitionTime': '2026-01-02T03:04:05Z'}],
                  'capacity': {'cpu': '4', 'memory': '1024Mi'},
                  'freeRoom': [{'nodes': 3, 'free': {'cpu': '1500m'}}],
                  'apiVersions': ['v1', 'apps/v1']}}
      """;

  private static final String POLICY =
      """
      {'apiVersion': 'federation.ubernetes.io/v1beta1', 'kind': 'PropagationPolicy',
       'metadata': {'name': 'p', 'namespace': 'ns', 'creationTimestamp': '2026-01-02T03:04:05Z'},
       'spec': {'priority': 3,
                'resourceSelectors': [{'apiVersion': 'apps/v1', 'kind': 'ReplicaSet',
                                       'labelSelector': {'matchLabels': {'app': 'web'}}}],
                'clusterAffinity': {'clusterNames': ['a', 'b'], 'exclude': ['c'],
                                    'labelSelector': {'matchLabels': {'tier': 'x'}}},
                'replicas': {'rebalance': true,
                             'clusters': {'a': {'weight': 2, 'minReplicas': 1, 'maxReplicas': 4},
                                          '*': {'weight': 1}}}}}
      """;

  private static final String PLACEMENT =
      """
      {'apiVersion': 'federation.ubernetes.io/v1beta1', 'kind': 'Placement',
       'metadata': {'name': 'p', 'namespace': 'ns', 'creationTimestamp': '2026-01-02T03:04:05Z'},
       'spec': {'target': {'apiVersion': 'apps/v1', 'kind': 'ReplicaSet', 'name': 'web',
                           'uid': 'u'},
                'replicas': 5, 'targetGeneration': 1,
                'destClusters': [{'cluster': 'a', 'replicas': 2}, {'cluster': 'b', 'replicas': 3}],
                'policy': {'kind': 'PropagationPolicy', 'name': 'default', 'generation': 1},
                'decisions': [{'cluster': 'a', 'room': 9, 'weight': 9, 'reason': 'Taken'}],
                'leftClusters': [{'reason': 'NotReady', 'message': 'm', 'clusters': ['c', 'd']}]},
       'status': {'conditions': [{'type': 'Scheduled', 'status': 'True', 'reason': 'Ok',
                                  'message': '', 'lastTransitionTime': '2026-01-02T03:04:05Z'}],
                  'clusters': [{'cluster': 'a', 'applied': true, 'ready': 2},
                               {'cluster': 'b', 'ready': 3, 'reason': 'Unreachable'}]}}
      """;

  private static final Map<Class<?>, String> RECORDS =
      new LinkedHashMap<>(
          Map.of(
              ClusterSpec.class, "Cluster/spec",
              ClusterStatus.class, "Cluster/status",
              PropagationPolicySpec.class, "PropagationPolicy/spec",
              PlacementSpec.class, "Placement/spec",
              PlacementStatus.class, "Placement/status"));

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static ResourceType type(String kind) {
    return FederationKinds.all().stream()
        .filter(type -> type.names().kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Schema schema(String kind) {
    return type(kind).versions().getFirst().schema();
  }

  private static List<String> errors(ObjectNode object) {
    return type(Json.text(object, "kind")).strategy().validate(object).stream()
        .map(FieldError::toString)
        .toList();
  }

  private static List<String> cells(ObjectNode object) {
    Instant now = Instant.parse("2026-01-02T03:04:10Z");
    List<String> cells = new ArrayList<>();
    for (Column column : type(Json.text(object, "kind")).versions().getFirst().columns()) {
      if (column.priority() == 0) {
        cells.add(
            column.name()
                + "="
                + Objects.requireNonNull(column.cell().apply(object, now)).asString());
      }
    }
    return cells;
  }

  @Test
  void goodObjectsAreTakenAsTheyAre() {
    for (String text : List.of(CLUSTER, POLICY, PLACEMENT)) {
      ObjectNode object = json(text);
      assertThat(errors(object)).isEmpty();
      var decoded = Decoding.decode(object, schema(Json.text(object, "kind")));
      assertThat(decoded.fault()).isEmpty();
      assertThat(decoded.strictErrors()).isEmpty();
    }
  }

  @Test
  void tablesShowWhatMatters() {
    assertThat(cells(json(CLUSTER)))
        .containsExactly(
            "Name=a",
            "Ready=True",
            "Version=v1.36.2",
            "Nodes=3/4",
            "Region=eu",
            "Provider=aws",
            "Age=5s");
    assertThat(cells(json(POLICY)))
        .containsExactly(
            "Name=p", "Priority=3", "Kinds=ReplicaSet", "Clusters=a,b,!c,tier=x", "Age=5s");
    assertThat(cells(json(PLACEMENT)))
        .containsExactly(
            "Name=p",
            "Replicas=5",
            "Destinations=a:2,b:3",
            "Scheduled=True",
            "Applied=Unknown",
            "Ready=2",
            "Policy=default",
            "Age=5s");
  }

  @Test
  void aClusterIsReachedByHttpsAlone() {
    for (String server :
        List.of(
            "http://10.0.0.1:6443",
            "10.0.0.1:6443",
            "https://",
            "https://user:pw@host",
            "https://host:0",
            "https://host:70000",
            "https://ho st")) {
      ObjectNode cluster = json(CLUSTER);
      ((ObjectNode) cluster.get("spec")).put("server", server);
      assertThat(errors(cluster))
          .as(server)
          .singleElement()
          .asString()
          .startsWith("spec.server: Invalid value: ");
    }
  }

  @Test
  void whatIsMissingOrOutOfBoundsIsRefused() {
    ObjectNode cluster = json(CLUSTER);
    cluster.putObject("spec").putArray("taints").addObject().put("key", "a").put("effect", "No");
    assertThat(errors(cluster))
        .containsExactlyInAnyOrder(
            "spec.server: Required value",
            "spec.taints[0].effect: Unsupported value: \"No\": supported values: \"NoSchedule\","
                + " \"PreferNoSchedule\", \"NoExecute\"");

    ObjectNode policy = json(POLICY);
    ((ObjectNode) policy.at("/spec/replicas/clusters/a")).put("weight", -1);
    ((ObjectNode) policy.at("/spec/resourceSelectors/0")).remove("kind");
    assertThat(errors(policy))
        .hasSize(2)
        .anyMatch(error -> error.contains("weight: Invalid value: -1"))
        .anyMatch(error -> error.equals("spec.resourceSelectors[0].kind: Required value"));

    ObjectNode placement = json(PLACEMENT);
    ((ObjectNode) placement.at("/spec/destClusters/1")).put("cluster", "a").put("replicas", -1);
    assertThat(errors(placement))
        .hasSize(2)
        .anyMatch(error -> error.startsWith("spec.destClusters[1]: Duplicate value"))
        .anyMatch(error -> error.startsWith("spec.destClusters[1].replicas: Invalid value: -1"));
  }

  @Test
  void whatNoSchemaCanSayIsRefusedToo() {
    ObjectNode policy = json(POLICY);
    ((ObjectNode) policy.at("/spec/replicas/clusters"))
        .putObject("Bad")
        .put("minReplicas", 5)
        .put("maxReplicas", 4);
    ((ObjectNode) policy.at("/spec/clusterAffinity/labelSelector/matchLabels")).put("a b", "");
    assertThat(errors(policy))
        .hasSize(3)
        .anyMatch(error -> error.startsWith("spec.replicas.clusters[Bad]: Invalid value: \"Bad\""))
        .anyMatch(
            error -> error.startsWith("spec.clusterAffinity.labelSelector.matchLabels: Invalid"))
        .contains(
            "spec.replicas.clusters[Bad].minReplicas: Invalid value: 5: must be less than or equal"
                + " to maxReplicas (4)");
    ObjectNode placement = json(PLACEMENT);
    ((ObjectNode) placement.at("/spec/destClusters/1")).put("cluster", "B.c");
    assertThat(errors(placement))
        .singleElement()
        .asString()
        .startsWith("spec.destClusters[1].cluster: Invalid value: \"B.c\"");
    ObjectNode left = json(PLACEMENT);
    ((ArrayNode) left.at("/spec/leftClusters/0/clusters")).add("B.c");
    assertThat(errors(left))
        .singleElement()
        .asString()
        .startsWith("spec.leftClusters[0].clusters[2]: Invalid value: \"B.c\"");
  }

  @Test
  void whatIsDuplicatedIsNotDividedToo() {
    ObjectNode policy = json(POLICY);
    ((ObjectNode) policy.at("/spec/replicas")).put("type", "Duplicated").put("strategy", "Spread");
    String why =
        "Forbidden: may not be given together with type Duplicated, which gives every cluster all"
            + " replicas";
    assertThat(errors(policy))
        .containsExactlyInAnyOrder(
            "spec.replicas.strategy: " + why,
            "spec.replicas.clusters[a].weight: " + why,
            "spec.replicas.clusters[*].weight: " + why);
    ((ObjectNode) policy.at("/spec/replicas")).remove("strategy");
    ((ObjectNode) policy.at("/spec/replicas/clusters/a")).remove("weight");
    ((ObjectNode) policy.at("/spec/replicas/clusters/*")).remove("weight");
    assertThat(errors(policy)).as("bounds have a meaning").isEmpty();
  }

  @Test
  void aStatusOfTheWrongShapeIsRefused() {
    ObjectNode cluster = json(CLUSTER);
    ((ObjectNode) cluster.at("/status/nodes")).put("ready", -1);
    assertThat(type("Cluster").strategy().validateStatusUpdate(cluster, json(CLUSTER)))
        .singleElement()
        .asString()
        .startsWith("status.nodes.ready: Invalid value: -1");
  }

  @Test
  void aPlacementStaysWithItsObject() {
    ObjectNode old = json(PLACEMENT);
    ObjectNode changed = json(PLACEMENT);
    ((ObjectNode) changed.at("/spec/target")).put("name", "other");
    assertThat(type("Placement").strategy().validateUpdate(changed, old))
        .singleElement()
        .hasToString("spec.target.name: Invalid value: \"other\": field is immutable");
    assertThat(type("Placement").strategy().validateUpdate(old, old)).isEmpty();
  }

  @Test
  void objectsBindToTheRecordsOfTheModel() {
    ClusterStatus cluster = Federation.status(new ApiObject(json(CLUSTER)), ClusterStatus.class);
    assertThat(cluster.isReady()).isTrue();
    assertThat(cluster.freeRoom().getFirst().free()).containsEntry("cpu", "1500m");
    PlacementSpec placement = Federation.spec(new ApiObject(json(PLACEMENT)), PlacementSpec.class);
    assertThat(placement.destClusters()).hasSize(2);
    PropagationPolicySpec policy =
        Federation.spec(new ApiObject(json(POLICY)), PropagationPolicySpec.class);
    assertThat(Objects.requireNonNull(policy.replicas()).clusters()).containsKeys("a", "*");
  }

  @Test
  void schemasHaveTheFieldsOfTheRecordsAndNoOthers() {
    RECORDS.forEach((record, place) -> {
      String[] parts = place.split("/");
      Schema part = Objects.requireNonNull(schema(parts[0]).property(parts[1]));
      compare(record, part, place);
    });
  }

  private static void compare(Class<?> record, Schema schema, String place) {
    TreeSet<String> fields = new TreeSet<>();
    for (RecordComponent component : record.getRecordComponents()) {
      fields.add(component.getName());
      Schema inside = schema.properties().get(component.getName());
      if (inside != null && !inside.builtIn()) {
        assertThat(inside.description()).as(place + "." + component.getName()).isNotEmpty();
        compareInside(component.getGenericType(), inside, place + "." + component.getName());
      }
    }
    assertThat(new TreeSet<>(schema.properties().keySet())).as(place).isEqualTo(fields);
  }

  private static void compareInside(Type type, Schema schema, String place) {
    if (type instanceof Class<?> nested && nested.isRecord()) {
      compare(nested, schema, place);
    } else if (type instanceof ParameterizedType generic) {
      Type last = Arrays.asList(generic.getActualTypeArguments()).getLast();
      Schema items = schema.items() == null ? schema.additionalProperties() : schema.items();
      if (items != null && !items.builtIn()) {
        compareInside(last, items, place);
      }
    }
  }
}
