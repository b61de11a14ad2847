package io.ubernetes.simulator.behaviour;

import io.ubernetes.model.Json;
import io.ubernetes.model.Quantity;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// An amount of what pods take of a node. Immutable.
///
/// @param cpuMillis thousandths of a processor
/// @param memoryBytes bytes of memory
/// @param pods number of pods
public record Room(long cpuMillis, long memoryBytes, long pods) {

  public static final Room NONE = new Room(0, 0, 0);

  /// Reads the texts of quantities, such as `500m` and `2Gi`.
  ///
  /// @throws IllegalArgumentException when one is no quantity
  public static Room of(String cpu, String memory, long pods) {
    return new Room(Quantity.parse(cpu).milliValue(), Quantity.parse(memory).value(), pods);
  }

  /// Reads a map of resources as it stands in nodes and containers.
  static Room ofResources(@Nullable JsonNode resources) {
    return new Room(
        amount(resources, "cpu").milliValue(),
        amount(resources, "memory").value(),
        amount(resources, "pods").value());
  }

  private static Quantity amount(@Nullable JsonNode resources, String name) {
    JsonNode value = Json.at(resources, name);
    return value == null
        ? Quantity.ZERO
        : Quantity.tryParse(value.asString()).orElse(Quantity.ZERO);
  }

  Room plus(Room other) {
    return new Room(
        cpuMillis + other.cpuMillis, memoryBytes + other.memoryBytes, pods + other.pods);
  }

  Room minus(Room other) {
    return new Room(
        cpuMillis - other.cpuMillis, memoryBytes - other.memoryBytes, pods - other.pods);
  }

  /// As much as the larger of both has of each resource.
  Room max(Room other) {
    return new Room(
        Math.max(cpuMillis, other.cpuMillis),
        Math.max(memoryBytes, other.memoryBytes),
        Math.max(pods, other.pods));
  }

  /// As a map of resources.
  public ObjectNode toResources() {
    return Json.object()
        .put("cpu", Quantity.ofMillis(cpuMillis).toString())
        .put("memory", Quantity.ofBytes(memoryBytes).toString())
        .put("pods", Long.toString(pods));
  }
}
