package io.ubernetes.apimachinery.kinds.autoscaling;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One metric of an autoscaler, and what became of it, in the two versions. The older one names
/// everything flatly; which kind of target is meant follows there from which of them is given. The
/// fields of the older one are in the order in which Kubernetes writes them into annotations.
final class MetricForms {

  private static final List<String> RESOURCES = List.of("resource", "containerResource");

  private MetricForms() {}

  /// What a metric shall be and what it was found to be have the same fields, under other names.
  private enum Side {
    SOURCE("target"),
    STATUS("current");

    /// Where the newer version has the amounts, and how their names begin in the older one.
    final String part;

    Side(String part) {
      this.part = part;
    }

    /// `value` is `targetValue` in the older version.
    String flat(String field) {
      return part + Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }
  }

  static ObjectNode sourceToV1(ObjectNode metric) {
    return toV1(metric, Side.SOURCE);
  }

  static ObjectNode statusToV1(ObjectNode metric) {
    return toV1(metric, Side.STATUS);
  }

  private static ObjectNode toV1(ObjectNode metric, Side side) {
    ObjectNode result = Json.object().put("type", Json.text(metric, "type"));
    ObjectNode object = Trees.object(metric, "object");
    if (object != null) {
      ObjectNode to = result.putObject("object");
      to.set("target", reference(object));
      named(object, to);
      quantity(object, side, "value", to);
      copy(object, "metric", "selector", to, "selector");
      copy(object, side.part, "averageValue", to, "averageValue");
    }
    ObjectNode pods = Trees.object(metric, "pods");
    if (pods != null) {
      ObjectNode to = result.putObject("pods");
      named(pods, to);
      quantity(pods, side, "averageValue", to);
      copy(pods, "metric", "selector", to, "selector");
    }
    for (String kind : RESOURCES) {
      ObjectNode resource = Trees.object(metric, kind);
      if (resource != null) {
        ObjectNode to = result.putObject(kind).put("name", Json.text(resource, "name"));
        amount(resource, side, "averageUtilization", to);
        quantityOfStatus(resource, side, "averageValue", to);
        container(resource, to);
      }
    }
    ObjectNode external = Trees.object(metric, "external");
    if (external != null) {
      ObjectNode to = result.putObject("external");
      named(external, to);
      copy(external, "metric", "selector", to, "metricSelector");
      quantityOfStatus(external, side, "value", to);
      amount(external, side, "averageValue", to);
    }
    return result;
  }

  /// As the newer version names the object that a metric is about.
  private static ObjectNode reference(ObjectNode object) {
    ObjectNode reference =
        Json.object()
            .put("kind", Json.text(object, "describedObject", "kind"))
            .put("name", Json.text(object, "describedObject", "name"));
    copy(object, "describedObject", "apiVersion", reference, "apiVersion");
    return reference;
  }

  private static void named(ObjectNode source, ObjectNode to) {
    to.put("metricName", Json.text(source, "metric", "name"));
  }

  private static void container(ObjectNode resource, ObjectNode to) {
    JsonNode container = Json.at(resource, "container");
    if (container != null) {
      to.set("container", container);
    }
  }

  private static void copy(
      @Nullable ObjectNode from, String part, String field, ObjectNode to, String name) {
    JsonNode value = Json.at(from, part, field);
    if (value != null) {
      to.set(name, value);
    }
  }

  private static void amount(ObjectNode from, Side side, String field, ObjectNode to) {
    copy(from, side.part, field, to, side.flat(field));
  }

  /// A quantity that the older version cannot leave out.
  private static void quantity(ObjectNode from, Side side, String field, ObjectNode to) {
    JsonNode value = Json.at(from, side.part, field);
    to.set(side.flat(field), value == null ? to.stringNode("0") : value);
  }

  /// A quantity that the older version cannot leave out where it was measured.
  private static void quantityOfStatus(ObjectNode from, Side side, String field, ObjectNode to) {
    switch (side) {
      case SOURCE -> amount(from, side, field, to);
      case STATUS -> quantity(from, side, field, to);
    }
  }

  static ObjectNode conditionToV1(ObjectNode condition) {
    ObjectNode result = Json.object();
    for (String field :
        new String[] {"type", "status", "lastTransitionTime", "reason", "message"}) {
      take(condition, field, result, field);
    }
    if (result.get("lastTransitionTime") == null) {
      result.putNull("lastTransitionTime");
    }
    return result;
  }

  static ObjectNode sourceToV2(JsonNode metric) {
    return toV2(metric, Side.SOURCE);
  }

  static ObjectNode statusToV2(JsonNode metric) {
    return toV2(metric, Side.STATUS);
  }

  private static ObjectNode toV2(JsonNode metric, Side side) {
    ObjectNode result = Json.object().put("type", Json.text(metric, "type"));
    ObjectNode object = Trees.object(metric, "object");
    if (object != null) {
      ObjectNode to = result.putObject("object");
      described(object, to);
      metric(object, "selector", to);
      amountsOfObject(object, side, to.putObject(side.part));
    }
    ObjectNode pods = Trees.object(metric, "pods");
    if (pods != null) {
      ObjectNode to = result.putObject("pods");
      metric(pods, "selector", to);
      ObjectNode amounts = to.putObject(side.part);
      type(side, "AverageValue", amounts);
      amounts.set("averageValue", amount(pods, side.flat("averageValue")));
    }
    for (String kind : RESOURCES) {
      ObjectNode resource = Trees.object(metric, kind);
      if (resource != null) {
        ObjectNode to = result.putObject(kind).put("name", Json.text(resource, "name"));
        container(resource, to);
        amountsOfResource(resource, side, to.putObject(side.part));
      }
    }
    ObjectNode external = Trees.object(metric, "external");
    if (external != null) {
      ObjectNode to = result.putObject("external");
      metric(external, "metricSelector", to);
      amountsOfExternal(external, side, to.putObject(side.part));
    }
    return result;
  }

  private static void amountsOfObject(ObjectNode object, Side side, ObjectNode to) {
    boolean average = Json.at(object, "averageValue") != null;
    type(side, average ? "AverageValue" : "Value", to);
    JsonNode value = amount(object, side.flat("value"));
    // The older version writes a target of 0 where there is none.
    if (side == Side.STATUS || !average || !value.asString().equals("0")) {
      to.set("value", value);
    }
    take(object, "averageValue", to, "averageValue");
  }

  private static void amountsOfResource(ObjectNode resource, Side side, ObjectNode to) {
    boolean share = Json.at(resource, side.flat("averageUtilization")) != null;
    type(side, share ? "Utilization" : "AverageValue", to);
    takeOfStatus(resource, side, "averageValue", to);
    take(resource, side.flat("averageUtilization"), to, "averageUtilization");
  }

  private static void amountsOfExternal(ObjectNode external, Side side, ObjectNode to) {
    boolean whole = Json.at(external, side.flat("value")) != null;
    type(side, whole ? "Value" : "AverageValue", to);
    takeOfStatus(external, side, "value", to);
    take(external, side.flat("averageValue"), to, "averageValue");
  }

  /// Only what a metric shall be has a type.
  private static void type(Side side, String type, ObjectNode to) {
    if (side == Side.SOURCE) {
      to.put("type", type);
    }
  }

  private static void described(ObjectNode object, ObjectNode to) {
    ObjectNode described =
        to.putObject("describedObject")
            .put("kind", Json.text(object, "target", "kind"))
            .put("name", Json.text(object, "target", "name"));
    copy(object, "target", "apiVersion", described, "apiVersion");
  }

  private static void metric(ObjectNode from, String selector, ObjectNode to) {
    ObjectNode metric = to.putObject("metric").put("name", Json.text(from, "metricName"));
    take(from, selector, metric, "selector");
  }

  private static void take(ObjectNode from, String field, ObjectNode to, String name) {
    JsonNode value = Json.at(from, field);
    if (value != null) {
      to.set(name, value);
    }
  }

  private static void takeOfStatus(ObjectNode from, Side side, String field, ObjectNode to) {
    switch (side) {
      case SOURCE -> take(from, side.flat(field), to, field);
      case STATUS -> to.set(field, amount(from, side.flat(field)));
    }
  }

  private static JsonNode amount(ObjectNode from, String field) {
    JsonNode value = Json.at(from, field);
    return value == null ? from.stringNode("0") : value;
  }
}
