package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// One apply of one configuration to one object.
///
/// @param live the stored object, or an empty one; never changed
/// @param config the applied configuration; never changed
/// @param form how the endpoint writes
record Application(
    ObjectNode live, ObjectNode config, Writer writer, Instant now, WrittenForm form) {

  /// Owner of everything that was there before the first apply to an object without managedFields.
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";

  ApplyResult carryOut(ConflictPolicy policy) {
    ManagedFields managed =
        ManagedFields.read(ManagedFields.of(live)).orElseGet(this::beforeFirstApply);
    ManagerId self = writer.id(Operation.APPLY);
    ManagedEntry last = managed.get(self);
    FieldSet applied = FieldSets.ofFields(config, form.schema());
    managed.put(ManagedEntry.of(self, writer.apiVersion(), now, applied));

    ObjectNode merged = ConfigurationMerge.merge(live, config, form.schema());
    if (last != null) {
      merged = pruned(merged, last, managed.owned());
    }
    Comparison own = Comparison.of(live, merged, form.schema());
    Differences differences =
        new Differences(live, merged, writer.apiVersion(), own, form.versions(), FieldSet.EMPTY);
    List<ApplyResult.Conflict> conflicts = conflicts(managed, self, differences);
    if (policy == ConflictPolicy.REFUSE && !conflicts.isEmpty()) {
      return new ApplyResult.Conflicts(conflicts);
    }
    managed.changeAllBut(self, differences::left);
    FieldSet owned = applied.difference(FieldSets.UNTRACKED);
    managed.put(ManagedEntry.of(self, writer.apiVersion(), now, owned));
    FieldManagement.set(merged, managed.write());
    return new ApplyResult.Applied(merged, ApplyResult.Change.CHANGED);
  }

  private ManagedFields beforeFirstApply() {
    ManagedFields managed = new ManagedFields();
    FieldSet all =
        Comparison.of(Json.object(), live, form.schema()).without(form.reset()).changed();
    Writer before = new Writer(BEFORE_FIRST_APPLY, writer.kind(), writer.subresource());
    managed.put(ManagedEntry.of(before.id(Operation.UPDATE), writer.apiVersion(), now, all));
    return managed;
  }

  /// Takes out what the manager applied last time, unless somebody (the manager's new configuration
  /// included) owns it now. A list item or a struct goes with all that is in it when nothing in it
  /// is owned.
  private ObjectNode pruned(ObjectNode merged, ManagedEntry last, Map<String, FieldSet> owned) {
    String version = last.apiVersion();
    Schema shape = form.versions().schema(version);
    if (shape == null) {
      return merged; // nobody knows any more what those fields were
    }
    ObjectNode all = form.versions().convert(merged, writer.apiVersion(), version);
    FieldSet mergedFields = all(all, shape);
    FieldSet lastFields = FieldSets.withParents(last.fields(), shape);
    ObjectNode kept = Removal.without(all, lastFields, shape);
    for (Map.Entry<String, FieldSet> owner : owned.entrySet()) {
      kept = withOwned(all, kept, version, owner.getKey(), owner.getValue());
    }
    FieldSet gone = mergedFields.difference(all(kept, shape)).intersection(lastFields);
    return gone.isEmpty()
        ? merged
        : form.versions().convert(Removal.without(all, gone, shape), version, writer.apiVersion());
  }

  /// Gives back what is owned in one version.
  ///
  /// @param kept what is left of `all`; both are in `version`
  private ObjectNode withOwned(
      ObjectNode all, ObjectNode kept, String version, String ownersVersion, FieldSet owned) {
    Schema shape = form.versions().schema(ownersVersion);
    if (shape == null) {
      return kept;
    }
    ObjectNode merged = form.versions().convert(all, version, ownersVersion);
    FieldSet staying =
        all(form.versions().convert(kept, version, ownersVersion), shape)
            .union(FieldSets.withParents(owned, shape));
    ObjectNode back = Removal.without(merged, all(merged, shape).difference(staying), shape);
    return form.versions().convert(back, ownersVersion, version);
  }

  private static FieldSet all(ObjectNode object, Schema schema) {
    return FieldSets.withParents(FieldSets.ofFields(object, schema), schema);
  }

  private static List<ApplyResult.Conflict> conflicts(
      ManagedFields managed, ManagerId self, Differences differences) {
    List<ManagedEntry> others = new ArrayList<>(managed.entries());
    others.removeIf(entry -> entry.id().equals(self));
    others.sort(Comparator.comparing(ManagedEntry::id));
    List<ApplyResult.Conflict> conflicts = new ArrayList<>();
    for (ManagedEntry other : others) {
      ManagerId id = other.id();
      Comparison difference = differences.in(other.apiVersion());
      FieldSet changed = difference == null ? FieldSet.EMPTY : difference.changed();
      for (FieldPath path : other.fields().intersection(changed).paths()) {
        conflicts.add(
            new ApplyResult.Conflict(
                path, id.manager(), id.operation(), other.apiVersion(), id.subresource()));
      }
    }
    return conflicts;
  }
}
