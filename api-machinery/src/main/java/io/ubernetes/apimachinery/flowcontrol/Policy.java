package io.ubernetes.apimachinery.flowcontrol;

import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.http.Response.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// What counts at the moment: the FlowSchemas in the order in which they are asked, each with the
/// level it leads to. Immutable; another one takes its place whenever a stored object changes.
record Policy(List<Entry> entries) {

  Policy {
    entries = List.copyOf(entries);
  }

  /// One FlowSchema at work.
  ///
  /// @param headers tell clients under which policy their request was served
  record Entry(FlowSchema schema, PriorityLevel level, FlowCounts counts, List<Header> headers) {}

  /// A schema whose level is not there counts for nothing.
  static Policy of(
      List<FlowSchema> schemas,
      Map<String, PriorityLevel> levels,
      BiFunction<FlowSchema, PriorityLevel, FlowCounts> counts) {
    List<Entry> entries = new ArrayList<>();
    for (FlowSchema schema : schemas.stream().sorted(FlowSchema.ORDER).toList()) {
      PriorityLevel level = levels.get(schema.level());
      if (level != null) {
        entries.add(new Entry(schema, level, counts.apply(schema, level), headers(schema, level)));
      }
    }
    return new Policy(entries);
  }

  private static List<Header> headers(FlowSchema schema, PriorityLevel level) {
    String levelUid = level.settings().uid();
    return schema.uid().isEmpty() || levelUid.isEmpty()
        ? List.of()
        : List.of(
            new Header("X-Kubernetes-PF-FlowSchema-UID", schema.uid()),
            new Header("X-Kubernetes-PF-PriorityLevel-UID", levelUid));
  }

  /// The entry that a request belongs to. There is always one: the last fits everything.
  Entry find(Identity identity, Attributes attributes) {
    for (Entry entry : entries) {
      if (entry.schema().covers(identity, attributes)) {
        return entry;
      }
    }
    return entries.getLast();
  }
}
