package io.ubernetes.apimachinery.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.schema.Oracle;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The built-in kinds compared with what a real API server answered.
class KindsOracleTest {

  /// What a server writes, or what one cluster gives out.
  private static final List<String> OF_THE_SERVER =
      List.of(
          "/metadata/uid",
          "/metadata/resourceVersion",
          "/metadata/creationTimestamp",
          "/metadata/generation",
          "/metadata/managedFields",
          "/metadata/name",
          "/spec/clusterIP",
          "/spec/clusterIPs");

  @Test
  void newObjectsAreCompletedAsKubernetesDoes() {
    SoftAssertions softly = new SoftAssertions();
    List<String> compared = new ArrayList<>();
    Conversation.forEachCreation(step -> {
      ObjectNode body = (ObjectNode) step.at("/request/body");
      Optional<ResourceType> type = Conversation.typeOf(body);
      if (type.isPresent()
          && step.at("/expect/body") instanceof ObjectNode expected
          && step.at("/expect/status").asInt() == 201
          && Json.text(expected, "kind").equals(type.get().names().kind())
          && !isLimited(expected)) {
        compared.add(type.get().names().kind());
        ObjectNode metadata = (ObjectNode) body.get("metadata");
        metadata.put("name", expected.at("/metadata/name").asString("generated"));
        if (type.get().namespaced()) {
          metadata.set("namespace", expected.at("/metadata/namespace"));
        }
        ObjectNode object = Conversation.created(type.get(), body);
        Version version = type.get().versions().getFirst();
        softly
            .assertThat(withoutServerFields(version.fromStorage().apply(object)))
            .as(step.path("id").asString() + " " + body)
            .isEqualTo(withoutServerFields(expected));
        softly
            .assertThat(Conversation.errors(type.get(), object))
            .as(step.path("id").asString())
            .isEmpty();
      }
    });
    softly.assertAll();
    assertThat(compared)
        .hasSizeGreaterThan(60)
        .contains("Pod", "ReplicaSet", "Service", "Secret")
        .contains("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")
        .contains("PodDisruptionBudget", "HorizontalPodAutoscaler", "PriorityClass");
  }

  /// A LimitRange of the conversation has filled in more than the kind's own rules do.
  private static boolean isLimited(JsonNode expected) {
    return expected.at("/metadata/annotations").has("kubernetes.io/limit-ranger");
  }

  @Test
  void completingTwiceChangesNothing() {
    SoftAssertions softly = new SoftAssertions();
    Conversation.forEachCreation(step -> {
      ObjectNode body = (ObjectNode) step.at("/request/body");
      Optional<ResourceType> type = Conversation.typeOf(body);
      if (type.isPresent() && step.at("/expect/status").asInt() == 201) {
        ObjectNode object = Conversation.created(type.get(), body);
        ObjectNode again = object.deepCopy();
        type.get().strategy().setDefaults(again);
        softly.assertThat(again).as(step.path("id").asString()).isEqualTo(object);
      }
    });
    softly.assertAll();
  }

  private static ObjectNode withoutServerFields(ObjectNode object) {
    ObjectNode copy = Json.parseObject(Json.bytes(object));
    for (String pointer : OF_THE_SERVER) {
      int slash = pointer.lastIndexOf('/');
      if (copy.at(pointer.substring(0, slash)) instanceof ObjectNode parent) {
        parent.remove(pointer.substring(slash + 1));
      }
    }
    copy.at("/spec/ports")
        .forEach(port -> {
          if (port instanceof ObjectNode object2) {
            object2.remove("nodePort");
          }
        });
    return copy;
  }

  @Test
  void badObjectsAreRefusedInTheSameWords() {
    SoftAssertions softly = new SoftAssertions();
    List<String> compared = new ArrayList<>();
    Conversation.forEachCreation(step -> {
      ObjectNode body = (ObjectNode) step.at("/request/body");
      Optional<ResourceType> type = Conversation.typeOf(body);
      if (type.isPresent()
          && step.at("/expect/status").asInt() == 422
          && step.at("/expect/body/details/kind").asString("").equals(type.get().names().kind())
          && Json.text(body, "metadata", "generateName").isEmpty()) {
        compared.add(step.path("id").asString());
        ObjectNode object = Conversation.created(type.get(), body);
        softly
            .assertThat(causes(Conversation.errors(type.get(), object)))
            .as(step.path("id").asString() + " " + clipped(body))
            .isEqualTo(causes(step.at("/expect/body/details/causes")));
      }
    });
    softly.assertAll();
    assertThat(compared).hasSizeGreaterThan(30);
  }

  /// The parts of a Deployment that a ReplicaSet has too.
  @Test
  void badTemplatesAreRefusedInTheSameWords() {
    SoftAssertions softly = new SoftAssertions();
    List<String> compared = new ArrayList<>();
    ResourceType replicaSet = ReplicaSetKind.type();
    for (JsonNode recorded :
        Oracle.orSkip().scenario("validation/invalid-deployment.json").path("steps")) {
      ObjectNode step = Conversation.real(recorded);
      JsonNode given = step.at("/request/body");
      boolean ofDeployments =
          given.at("/spec/strategy").isObject() || step.at("/expect/status").asInt() != 422;
      if (given instanceof ObjectNode body
          && step.at("/request/method").asString().equals("POST")
          && !ofDeployments) {
        compared.add(step.path("id").asString());
        body.put("kind", "ReplicaSet");
        softly
            .assertThat(
                causes(Conversation.errors(replicaSet, Conversation.created(replicaSet, body))))
            .as(step.path("id").asString())
            .isEqualTo(causes(step.at("/expect/body/details/causes")));
      }
    }
    softly.assertAll();
    assertThat(compared).hasSizeGreaterThan(8);
  }

  private static String clipped(JsonNode body) {
    String text = body.toString();
    return text.substring(0, Math.min(text.length(), 300));
  }

  private static List<String> causes(List<FieldError> errors) {
    return errors.stream()
        .map(error -> error.field() + " " + error.type().reason() + " " + error.message())
        .sorted()
        .toList();
  }

  private static List<String> causes(JsonNode causes) {
    List<String> texts = new ArrayList<>();
    causes.forEach(cause ->
        texts.add(
            Json.text(cause, "field")
                + " "
                + Json.text(cause, "reason")
                + " "
                + Json.text(cause, "message")));
    texts.sort(null);
    return texts;
  }

  @Test
  void tablesShowTheSame() {
    Oracle oracle = Oracle.orSkip();
    SoftAssertions softly = new SoftAssertions();
    List<String> compared = new ArrayList<>();
    Stream.of("table-config", "table-more", "table-workloads", "table-forms")
        .map(name -> oracle.scenario("table/" + name + ".json"))
        .forEach(scenario -> compareTables(scenario, softly, compared));
    softly.assertAll();
    assertThat(compared)
        .contains(
            "configmaps",
            "secrets",
            "serviceaccounts",
            "leases",
            "services",
            "pods",
            "events",
            "replicasets",
            "deployments",
            "statefulsets",
            "daemonsets",
            "jobs",
            "cronjobs",
            "horizontalpodautoscalers",
            "poddisruptionbudgets");
  }

  private static void compareTables(
      JsonNode scenario, SoftAssertions softly, List<String> compared) {
    Map<String, ObjectNode> objects = new HashMap<>();
    for (JsonNode recorded : scenario.path("steps")) {
      ObjectNode step = Conversation.real(recorded);
      String path = step.at("/request/path").asString();
      String resource = path.substring(path.lastIndexOf('/') + 1);
      if (step.at("/expect/status").asInt() == 201
          && step.at("/request/body") instanceof ObjectNode made) {
        Conversation.typeOf(made)
            .ifPresent(type -> {
              ObjectNode object = Conversation.created(type, made);
              ((ObjectNode) object.get("metadata"))
                  .put("creationTimestamp", "2026-01-02T03:04:05Z");
              objects.put(resource + "/" + Json.text(object, "metadata", "name"), object);
            });
      }
      if (step.at("/expect/body") instanceof ObjectNode body) {
        Conversation.kinds().stream()
            .filter(type -> type.names().plural().equals(resource))
            .filter(type -> path.contains("/" + type.versions().getFirst().name() + "/"))
            .findFirst()
            .ifPresent(type -> {
              if (Json.text(body, "kind").equals("Table")) {
                compareTable(type, body, objects, softly, compared);
              }
            });
      }
    }
  }

  private static void compareTable(
      ResourceType type,
      ObjectNode table,
      Map<String, ObjectNode> objects,
      SoftAssertions softly,
      List<String> compared) {
    String plural = type.names().plural();
    List<Column> columns = type.versions().getFirst().columns();
    JsonNode definitions = table.path("columnDefinitions");
    if (definitions.isArray()) {
      List<String> heads = new ArrayList<>();
      definitions.forEach(head ->
          heads.add(
              head.path("name").asString()
                  + head.path("type").asString()
                  + head.path("format").asString()
                  + head.path("priority").asInt()));
      softly
          .assertThat(
              columns.stream().map(c -> c.name() + c.type() + c.format() + c.priority()).toList())
          .as(plural)
          .isEqualTo(heads);
    }
    for (JsonNode row : table.path("rows")) {
      for (ObjectNode object : objects.values()) {
        boolean same =
            objects.containsKey(plural + "/" + Json.text(object, "metadata", "name"))
                && object.path("kind").asString().equals(type.names().kind())
                && row.path("cells")
                    .toString()
                    .contains("\"" + Json.text(object, "metadata", "name") + "\"");
        if (same) {
          compared.add(plural);
          softly.assertThat(cells(columns, object)).as(plural).isEqualTo(cells(row));
        }
      }
    }
  }

  private static List<String> cells(List<Column> columns, ObjectNode object) {
    Instant now = Instant.parse("2026-01-02T03:04:10Z");
    List<String> cells = new ArrayList<>();
    for (Column column : columns) {
      String cell = String.valueOf(column.cell().apply(object, now));
      cells.add(cell.matches("\"\\d+[smhdy](\\d+[smhdy])?\"") ? "\"<age>\"" : cell);
    }
    return cells;
  }

  private static List<String> cells(JsonNode row) {
    List<String> cells = new ArrayList<>();
    row.path("cells").forEach(cell -> cells.add(cell.toString()));
    return cells;
  }
}
