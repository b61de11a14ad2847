package io.ubernetes.apimachinery.kinds.autoscaling;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One metric of an autoscaler, and what became of it, in the two versions. The older one names
/// everything flatly; which kind of target is meant follows there from which of them is given. The
/// fields of the older one are in the order in which Kubernetes writes them into annotations.
final class MetricForms {

  private MetricForms() {}

  static ObjectNode sourceToV1(ObjectNode metric) {
    ObjectNode result = Json.object().put("type", Json.text(metric, "type"));
    ObjectNode object = Trees.object(metric, "object");
    if (object != null) {
      ObjectNode to = result.putObject("object");
      to.set("target", reference(object));
      named(object, to);
      quantity(object, "target", "value", to, "targetValue");
      copy(object, "metric", "selector", to, "selector");
      copy(object, "target", "averageValue", to, "averageValue");
    }
    ObjectNode pods = Trees.object(metric, "pods");
    if (pods != null) {
      ObjectNode to = result.putObject("pods");
      named(pods, to);
      quantity(pods, "target", "averageValue", to, "targetAverageValue");
      copy(pods, "metric", "selector", to, "selector");
    }
    for (String kind : new String[] {"resource", "containerResource"}) {
      ObjectNode resource = Trees.object(metric, kind);
      if (resource != null) {
        ObjectNode to = result.putObject(kind).put("name", Json.text(resource, "name"));
        copy(resource, "target", "averageUtilization", to, "targetAverageUtilization");
        copy(resource, "target", "averageValue", to, "targetAverageValue");
        container(resource, to);
      }
    }
    ObjectNode external = Trees.object(metric, "external");
    if (external != null) {
      ObjectNode to = result.putObject("external");
      named(external, to);
      copy(external, "metric", "selector", to, "metricSelector");
      copy(external, "target", "value", to, "targetValue");
      copy(external, "target", "averageValue", to, "targetAverageValue");
    }
    return result;
  }

  static ObjectNode statusToV1(ObjectNode metric) {
    ObjectNode result = Json.object().put("type", Json.text(metric, "type"));
    ObjectNode object = Trees.object(metric, "object");
    if (object != null) {
      ObjectNode to = result.putObject("object");
      to.set("target", reference(object));
      named(object, to);
      quantity(object, "current", "value", to, "currentValue");
      copy(object, "metric", "selector", to, "selector");
      copy(object, "current", "averageValue", to, "averageValue");
    }
    ObjectNode pods = Trees.object(metric, "pods");
    if (pods != null) {
      ObjectNode to = result.putObject("pods");
      named(pods, to);
      quantity(pods, "current", "averageValue", to, "currentAverageValue");
      copy(pods, "metric", "selector", to, "selector");
    }
    for (String kind : new String[] {"resource", "containerResource"}) {
      ObjectNode resource = Trees.object(metric, kind);
      if (resource != null) {
        ObjectNode to = result.putObject(kind).put("name", Json.text(resource, "name"));
        copy(resource, "current", "averageUtilization", to, "currentAverageUtilization");
        quantity(resource, "current", "averageValue", to, "currentAverageValue");
        container(resource, to);
      }
    }
    ObjectNode external = Trees.object(metric, "external");
    if (external != null) {
      ObjectNode to = result.putObject("external");
      named(external, to);
      copy(external, "metric", "selector", to, "metricSelector");
      quantity(external, "current", "value", to, "currentValue");
      copy(external, "current", "averageValue", to, "currentAverageValue");
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

  /// A quantity that the older version cannot leave out.
  private static void quantity(
      ObjectNode from, String part, String field, ObjectNode to, String name) {
    JsonNode value = Json.at(from, part, field);
    to.set(name, value == null ? to.stringNode("0") : value);
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
    ObjectNode result = Json.object().put("type", Json.text(metric, "type"));
    ObjectNode object = Trees.object(metric, "object");
    if (object != null) {
      objectToV2(object, result.putObject("object"));
    }
    ObjectNode pods = Trees.object(metric, "pods");
    if (pods != null) {
      ObjectNode to = result.putObject("pods");
      metric(pods, "selector", to);
      ObjectNode target = to.putObject("target").put("type", "AverageValue");
      target.set("averageValue", amount(pods, "targetAverageValue"));
    }
    for (String kind : new String[] {"resource", "containerResource"}) {
      ObjectNode resource = Trees.object(metric, kind);
      if (resource != null) {
        ObjectNode to = result.putObject(kind).put("name", Json.text(resource, "name"));
        container(resource, to);
        boolean share = Json.at(resource, "targetAverageUtilization") != null;
        ObjectNode target =
            to.putObject("target").put("type", share ? "Utilization" : "AverageValue");
        take(resource, "targetAverageUtilization", target, "averageUtilization");
        take(resource, "targetAverageValue", target, "averageValue");
      }
    }
    ObjectNode external = Trees.object(metric, "external");
    if (external != null) {
      ObjectNode to = result.putObject("external");
      metric(external, "metricSelector", to);
      boolean whole = Json.at(external, "targetValue") != null;
      ObjectNode target = to.putObject("target").put("type", whole ? "Value" : "AverageValue");
      take(external, "targetValue", target, "value");
      take(external, "targetAverageValue", target, "averageValue");
    }
    return result;
  }

  private static void objectToV2(ObjectNode object, ObjectNode to) {
    described(object, to);
    metric(object, "selector", to);
    boolean average = Json.at(object, "averageValue") != null;
    ObjectNode target = to.putObject("target").put("type", average ? "AverageValue" : "Value");
    JsonNode value = amount(object, "targetValue");
    // The older version writes a value of 0 where there is none.
    if (!average || !value.asString().equals("0")) {
      target.set("value", value);
    }
    take(object, "averageValue", target, "averageValue");
  }

  static ObjectNode statusToV2(JsonNode metric) {
    ObjectNode result = Json.object().put("type", Json.text(metric, "type"));
    ObjectNode object = Trees.object(metric, "object");
    if (object != null) {
      ObjectNode to = result.putObject("object");
      described(object, to);
      metric(object, "selector", to);
      ObjectNode current = to.putObject("current");
      current.set("value", amount(object, "currentValue"));
      take(object, "averageValue", current, "averageValue");
    }
    ObjectNode pods = Trees.object(metric, "pods");
    if (pods != null) {
      ObjectNode to = result.putObject("pods");
      metric(pods, "selector", to);
      to.putObject("current").set("averageValue", amount(pods, "currentAverageValue"));
    }
    for (String kind : new String[] {"resource", "containerResource"}) {
      ObjectNode resource = Trees.object(metric, kind);
      if (resource != null) {
        ObjectNode to = result.putObject(kind).put("name", Json.text(resource, "name"));
        container(resource, to);
        ObjectNode current = to.putObject("current");
        current.set("averageValue", amount(resource, "currentAverageValue"));
        take(resource, "currentAverageUtilization", current, "averageUtilization");
      }
    }
    ObjectNode external = Trees.object(metric, "external");
    if (external != null) {
      ObjectNode to = result.putObject("external");
      metric(external, "metricSelector", to);
      ObjectNode current = to.putObject("current");
      current.set("value", amount(external, "currentValue"));
      take(external, "currentAverageValue", current, "averageValue");
    }
    return result;
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

  private static JsonNode amount(ObjectNode from, String field) {
    JsonNode value = Json.at(from, field);
    return value == null ? from.stringNode("0") : value;
  }
}
