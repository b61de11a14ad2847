package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.model.Json;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The kinds of `flowcontrol.apiserver.k8s.io/v1`: which requests go first when there are too many.
/// What they mean is for the server to say.
final class FlowControlKinds {
  static final String GROUP = "flowcontrol.apiserver.k8s.io";

  private FlowControlKinds() {}

  static List<ResourceType> types() {
    return List.of(
        V1.counted(
            GROUP,
            Scope.CLUSTER,
            V1.names("FlowSchema"),
            schemaColumns(),
            Set.of(Subresource.STATUS),
            new FlowSchemaStrategy()),
        V1.counted(
            GROUP,
            Scope.CLUSTER,
            V1.names("PriorityLevelConfiguration"),
            levelColumns(),
            Set.of(Subresource.STATUS),
            new PriorityLevelStrategy()));
  }

  private static List<Column> schemaColumns() {
    return List.of(
        Columns.name(),
        Columns.text(
            "PriorityLevel",
            "The level of its requests.",
            schema -> Json.text(schema, "spec", "priorityLevelConfiguration", "name")),
        Columns.count(
            "MatchingPrecedence",
            "Of those that fit a request, the smallest counts.",
            schema -> Json.number(schema, 0, "spec", "matchingPrecedence")),
        Columns.text(
            "DistinguisherMethod",
            "What tells its flows apart.",
            schema -> Columns.orNone(Json.text(schema, "spec", "distinguisherMethod", "type"))),
        Columns.age(),
        Columns.text("MissingPL", "Whether its level is not there.", FlowControlKinds::missing));
  }

  private static String missing(ObjectNode schema) {
    for (JsonNode condition : schema.path("status").path("conditions")) {
      if (Json.text(condition, "type").equals("Dangling")) {
        return Json.text(condition, "status");
      }
    }
    return "?";
  }

  private static List<Column> levelColumns() {
    return List.of(
        Columns.name(),
        Columns.text("Type", "Whether it has limits.", level -> Json.text(level, "spec", "type")),
        cell("NominalConcurrencyShares", "Its share of the seats.", "nominalConcurrencyShares"),
        cell(
            "Queues",
            "In how many queues its requests wait.",
            "limitResponse",
            "queuing",
            "queues"),
        cell("HandSize", "How many of them a flow uses.", "limitResponse", "queuing", "handSize"),
        cell(
            "QueueLengthLimit",
            "How many requests wait in one.",
            "limitResponse",
            "queuing",
            "queueLengthLimit"),
        Columns.age());
  }

  private static Column cell(String name, String description, String... path) {
    return Columns.of(
        name,
        description,
        level -> {
          JsonNode value = Json.at(Json.at(level, "spec", "limited"), path);
          return value == null ? JsonNodeFactory.instance.stringNode("<none>") : value;
        });
  }
}
