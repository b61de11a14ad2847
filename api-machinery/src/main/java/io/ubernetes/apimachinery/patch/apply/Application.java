package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// One apply of one configuration to one object.
///
/// @param live the stored object, or an empty one; never changed
/// @param config the applied configuration; never changed
record Application(ObjectNode live, ObjectNode config, Writer writer, Instant now, Schema schema) {

  /// Owner of everything that was there before the first apply to an object without managedFields.
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";

  ApplyResult carryOut(ConflictPolicy policy) {
    ManagedFields managed =
        ManagedFields.read(ManagedFields.of(live)).orElseGet(this::beforeFirstApply);
    ManagerId self = writer.id(Operation.APPLY);
    ManagedEntry last = managed.get(self);
    FieldSet applied = FieldSets.ofFields(config, schema);
    managed.put(ManagedEntry.of(self, writer.apiVersion(), now, applied));

    ObjectNode merged = ConfigurationMerge.merge(live, config, schema);
    if (last != null) {
      merged = pruned(merged, last.fields(), managed.owned());
    }
    Comparison difference = Comparison.of(live, merged, schema);
    List<ApplyResult.Conflict> conflicts = conflicts(managed, self, difference.changed());
    if (policy == ConflictPolicy.REFUSE && !conflicts.isEmpty()) {
      return new ApplyResult.Conflicts(conflicts);
    }
    FieldSet lost = difference.changed().union(difference.removed());
    managed.changeAllBut(self, fields -> fields.difference(lost));
    FieldSet owned = applied.difference(FieldSets.UNTRACKED);
    managed.put(ManagedEntry.of(self, writer.apiVersion(), now, owned));
    FieldManagement.set(merged, managed.write());
    return new ApplyResult.Applied(merged, ApplyResult.Change.CHANGED);
  }

  private ManagedFields beforeFirstApply() {
    ManagedFields managed = new ManagedFields();
    FieldSet all = Comparison.of(Json.object(), live, schema).changed();
    Writer before = new Writer(BEFORE_FIRST_APPLY, writer.kind(), writer.subresource());
    managed.put(ManagedEntry.of(before.id(Operation.UPDATE), writer.apiVersion(), now, all));
    return managed;
  }

  /// Takes out what the manager applied last time, unless somebody (the manager's new configuration
  /// included) owns it now. A list item or a struct goes with all that is in it when nothing in it
  /// is owned.
  private ObjectNode pruned(ObjectNode merged, FieldSet last, FieldSet owned) {
    FieldSet mergedFields = all(merged);
    FieldSet lastFields = FieldSets.withParents(last, schema);
    FieldSet untouched = all(Removal.without(merged, lastFields, schema));
    FieldSet staying = untouched.union(FieldSets.withParents(owned, schema));
    ObjectNode kept = Removal.without(merged, mergedFields.difference(staying), schema);
    FieldSet gone = mergedFields.difference(all(kept)).intersection(lastFields);
    return gone.isEmpty() ? merged : Removal.without(merged, gone, schema);
  }

  private FieldSet all(ObjectNode object) {
    return FieldSets.withParents(FieldSets.ofFields(object, schema), schema);
  }

  private static List<ApplyResult.Conflict> conflicts(
      ManagedFields managed, ManagerId self, FieldSet changed) {
    List<ManagedEntry> others = new ArrayList<>(managed.entries());
    others.removeIf(entry -> entry.id().equals(self));
    others.sort(Comparator.comparing(ManagedEntry::id));
    List<ApplyResult.Conflict> conflicts = new ArrayList<>();
    for (ManagedEntry other : others) {
      ManagerId id = other.id();
      for (FieldPath path : other.fields().intersection(changed).paths()) {
        conflicts.add(
            new ApplyResult.Conflict(
                path, id.manager(), id.operation(), other.apiVersion(), id.subresource()));
      }
    }
    return conflicts;
  }
}
