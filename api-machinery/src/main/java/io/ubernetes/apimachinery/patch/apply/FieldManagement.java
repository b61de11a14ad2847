package io.ubernetes.apimachinery.patch.apply;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.patch.JsonEquality;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.model.Json;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Keeps `metadata.managedFields` true through every write.
///
/// What managers own who wrote in another version of the kind is judged in that version
/// ([Versions]).
public final class FieldManagement {

  private static final ObjectNode NOTHING = Json.object();

  private FieldManagement() {}

  /// Records who wrote what in a create, update or patch: sets `metadata.managedFields` of `object`
  /// and leaves all else as it is.
  ///
  /// Everything that differs from the live object now belongs to the writer and to nobody else;
  /// what is gone belongs to nobody. The client may send managedFields of its own, or reset them
  /// with one empty entry; what it sends to a subresource, or what cannot be understood, does not
  /// count. An object whose fields are not tracked stays so.
  ///
  /// @param live the object as it is stored, null for a create
  /// @param object the object as it will be stored, defaulted; changed in place
  /// @return `object`
  public static ObjectNode update(
      @Nullable ObjectNode live, ObjectNode object, Writer writer, Instant now, WrittenForm form) {
    JsonNode before = ManagedFields.of(live);
    JsonNode sent = writer.subresource().isEmpty() ? ManagedFields.of(object) : null;
    boolean same = sent == null || (before != null && JsonEquality.equal(before, sent));
    if (isReset(sent)) {
      before = null;
      same = true;
    }
    boolean tracked = live == null || Json.text(live, "metadata", "uid").isEmpty();
    if (same && before == null && !tracked) {
      return set(object, null);
    }
    ObjectNode base = live == null ? NOTHING : live;
    Comparison difference = Comparison.of(base, object, form.schema()).without(form.reset());
    if (same && difference.isEmpty()) {
      return set(object, before == null ? null : before.deepCopy());
    }
    ManagedFields managed =
        Optional.ofNullable(same ? null : sent)
            .flatMap(ManagedFields::read)
            .or(() -> ManagedFields.read(ManagedFields.of(isReset(sent) ? null : live)))
            .orElseGet(ManagedFields::new);
    if (managed.isEmpty() && !tracked) {
      return set(object, null);
    }
    record(
        managed,
        difference,
        new Differences(
            base, object, writer.apiVersion(), difference, form.versions(), form.reset()),
        writer,
        now);
    managed.mergeOldestUpdaters();
    return set(object, managed.write());
  }

  /// Gives the writer what it changed, and takes it from everybody.
  private static void record(
      ManagedFields managed,
      Comparison difference,
      Differences differences,
      Writer writer,
      Instant now) {
    managed.changeAllBut(null, differences::left);
    FieldSet won = difference.changed();
    if (!won.isEmpty()) {
      ManagerId id = writer.id(Operation.UPDATE);
      ManagedEntry previous = managed.get(id);
      FieldSet all = previous == null ? won : previous.fields().union(won);
      managed.put(ManagedEntry.of(id, writer.apiVersion(), now, all));
    }
  }

  /// Server-side apply: merges a configuration into the live object and records that its fields
  /// belong to the writer. What the writer applied before and does not apply now is removed unless
  /// somebody else owns it.
  ///
  /// @param live the object as it is stored, null when there is none yet
  /// @param config what the client sent, unchanged: fields that are not the client's wish must not
  ///   have been added
  /// @param policy what happens to fields that others own and the configuration would change
  /// @throws ApiException 400 when the configuration is of another kind or brings managedFields,
  ///   500 (as Kubernetes answers) when it does not fit the schema
  public static ApplyResult apply(
      @Nullable ObjectNode live,
      ObjectNode config,
      Writer writer,
      ConflictPolicy policy,
      Instant now,
      WrittenForm form) {
    Schema schema = form.schema();
    check(config, writer, schema);
    ObjectNode wanted =
        form.reset().isEmpty() ? config : Removal.without(config, form.reset(), schema);
    ObjectNode base = live == null ? NOTHING : live;
    Application application = new Application(base, wanted, writer, now, form);
    boolean kubectl = LastApplied.concerns(writer);
    ApplyResult result = kubectl ? takingOver(application, policy) : application.carryOut(policy);
    return switch (result) {
      case ApplyResult.Conflicts conflicts -> conflicts;
      case ApplyResult.Applied(ObjectNode object, _) -> {
        if (kubectl) {
          LastApplied.update(object, config);
        }
        yield live != null && differOnlyInTimes(live, object)
            ? new ApplyResult.Applied(live.deepCopy(), ApplyResult.Change.NONE)
            : new ApplyResult.Applied(object, ApplyResult.Change.CHANGED);
      }
    };
  }

  /// What kubectl applied on the client's side before is its own: there it is in conflict with
  /// itself only.
  private static ApplyResult takingOver(Application application, ConflictPolicy policy) {
    ApplyResult result = application.carryOut(policy);
    if (!(result instanceof ApplyResult.Conflicts conflicts)) {
      return result;
    }
    FieldSet allowed =
        LastApplied.takenOver(
            application.live(), application.writer(), application.form().schema());
    var rest = conflicts.conflicts().stream().filter(c -> !allowed.has(c.path())).toList();
    return rest.isEmpty()
        ? application.carryOut(ConflictPolicy.FORCE)
        : new ApplyResult.Conflicts(rest);
  }

  private static void check(ObjectNode config, Writer writer, Schema schema) {
    String apiVersion = Json.text(config, "apiVersion");
    String kind = Json.text(config, "kind");
    if (!apiVersion.equals(writer.apiVersion()) || !kind.equals(writer.kind().kind())) {
      throw ApiException.badRequest("invalid object type: " + kindText(apiVersion, kind));
    }
    if (ManagedFields.of(config) != null) {
      throw ApiException.badRequest("metadata.managedFields must be nil");
    }
    String problem = ConfigurationCheck.problem(config, schema);
    if (problem != null) {
      String name =
          Json.text(config, "metadata", "namespace") + "/" + Json.text(config, "metadata", "name");
      throw ApiException.of(
          500,
          "",
          "failed to create typed patch object ("
              + name
              + "; "
              + kindText(apiVersion, kind)
              + "): "
              + problem);
    }
  }

  /// As Go prints a GroupVersionKind: `apps/v1, Kind=Deployment`, `/v1, Kind=ConfigMap`.
  private static String kindText(String apiVersion, String kind) {
    return (apiVersion.contains("/") ? "" : "/") + apiVersion + ", Kind=" + kind;
  }

  /// Whether two objects are the same but for the times in their managedFields: then a write would
  /// change nothing, and the live object is the answer.
  public static boolean differOnlyInTimes(ObjectNode live, ObjectNode object) {
    JsonNode before = ManagedFields.of(live);
    JsonNode after = ManagedFields.of(object);
    return sameManagers(before, after) && sameFields(live, object);
  }

  private static boolean sameManagers(@Nullable JsonNode before, @Nullable JsonNode after) {
    if (before == null || after == null) {
      return before == null && after == null;
    }
    if (before.size() != after.size() || JsonEquality.equal(before, after)) {
      return before.size() == after.size();
    }
    Optional<ManagedFields> old = ManagedFields.read(before);
    Optional<ManagedFields> updated = ManagedFields.read(after);
    return old.isPresent() && updated.isPresent() && old.get().sameButTimes(updated.get());
  }

  private static boolean sameFields(ObjectNode live, ObjectNode object) {
    if (live.size() != object.size()) {
      return false;
    }
    for (Map.Entry<String, JsonNode> field : live.properties()) {
      JsonNode other = object.get(field.getKey());
      boolean same =
          other != null
              && (field.getKey().equals("metadata")
                  ? sameMetadata(field.getValue(), other)
                  : JsonEquality.equal(field.getValue(), other));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameMetadata(JsonNode live, JsonNode object) {
    for (Map.Entry<String, JsonNode> field : live.properties()) {
      JsonNode other = object.get(field.getKey());
      boolean managed = field.getKey().equals("managedFields");
      if (!managed && (other == null || !JsonEquality.equal(field.getValue(), other))) {
        return false;
      }
    }
    return fieldsButManaged(live) == fieldsButManaged(object);
  }

  private static int fieldsButManaged(JsonNode metadata) {
    return metadata.size() - (metadata.has("managedFields") ? 1 : 0);
  }

  /// A client resets managedFields with one empty entry. An empty list resets nothing: clients that
  /// do not know the field send it.
  private static boolean isReset(@Nullable JsonNode managedFields) {
    return managedFields instanceof ArrayNode list && list.size() == 1 && list.get(0).isEmpty();
  }

  static ObjectNode set(ObjectNode object, @Nullable JsonNode managedFields) {
    if (managedFields != null && !managedFields.isEmpty()) {
      ObjectNode metadata =
          object.get("metadata") instanceof ObjectNode there ? there : object.putObject("metadata");
      metadata.set("managedFields", managedFields);
    } else if (object.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
    return object;
  }
}
