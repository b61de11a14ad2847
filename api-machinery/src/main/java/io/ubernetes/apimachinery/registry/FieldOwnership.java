package io.ubernetes.apimachinery.registry;

import io.ubernetes.apimachinery.patch.apply.ApplyResult;
import io.ubernetes.apimachinery.patch.apply.FieldManagement;
import io.ubernetes.apimachinery.patch.apply.FieldSet;
import io.ubernetes.apimachinery.patch.apply.Versions;
import io.ubernetes.apimachinery.patch.apply.Writer;
import io.ubernetes.apimachinery.patch.apply.WrittenForm;
import io.ubernetes.apimachinery.registry.Change.Edit;
import io.ubernetes.apimachinery.registry.Change.Part;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Subresource;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.Schema;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Keeps `metadata.managedFields` for the writes of one kind. Objects are in the version of the
/// request. Stateless.
final class FieldOwnership {

  private static final FieldSet STATUS = FieldSet.ofFields("status");

  private final ResourceType type;
  private final InstantSource clock;
  private final FieldSet allButStatus;
  private final Versions versions;

  FieldOwnership(ResourceType type, InstantSource clock) {
    this.type = type;
    this.clock = clock;
    this.versions = new OfType(type);
    this.allButStatus =
        FieldSet.ofFields(
            Stream.concat(
                    Stream.of("spec"),
                    type.strategy().metadataFixedInStatus().stream()
                        .map(field -> "metadata." + field))
                .toArray(String[]::new));
  }

  /// Records the owner of what a create or update wrote, in place.
  ///
  /// @param live the object as it is stored; null for a create
  void record(
      Version version,
      @Nullable ObjectNode live,
      ObjectNode object,
      Part part,
      WriteOptions options) {
    FieldManagement.update(
        live, object, writer(version, part, options), clock.instant(), form(version, part));
  }

  /// The object that a server-side apply makes of the live one.
  ///
  /// @throws io.ubernetes.apimachinery.errors.ApiException 409 when others own what would change
  ObjectNode applied(
      Version version,
      @Nullable ObjectNode live,
      Edit.Apply apply,
      Part part,
      WriteOptions options) {
    ApplyResult result =
        FieldManagement.apply(
            live,
            apply.configuration(),
            writer(version, part, options),
            apply.policy(),
            clock.instant(),
            form(version, part));
    return switch (result) {
      case ApplyResult.Applied(ObjectNode object, _) ->
          // Nulls that were applied mean "no such field": decoding drops them.
          Decoding.decode(object, version.schema()).object();
      case ApplyResult.Conflicts conflicts ->
          throw (part == Part.SCALE ? conflicts.asOfScale() : conflicts).toException();
    };
  }

  /// The versions of a kind, converted by way of the one in which it is stored.
  private record OfType(ResourceType type) implements Versions {

    @Override
    public @Nullable Schema schema(String apiVersion) {
      Version version = version(apiVersion);
      return version == null ? null : version.schema();
    }

    @Override
    public ObjectNode convert(ObjectNode object, String from, String to) {
      Version source = version(from);
      Version target = version(to);
      return source == null || target == null || from.equals(to)
          ? object
          : target.fromStorage().apply(source.toStorage().apply(object.deepCopy()));
    }

    private @Nullable Version version(String apiVersion) {
      for (Version version : type.versions()) {
        if (type.kind(version).apiVersion().equals(apiVersion)) {
          return version;
        }
      }
      for (Version sibling : type.strategy().siblings()) {
        if (type.kind(sibling).apiVersion().equals(apiVersion)) {
          return sibling;
        }
      }
      return null;
    }
  }

  private Writer writer(Version version, Part part, WriteOptions options) {
    String subresource = type.isPart() ? type.part() : part.subresource();
    return new Writer(options.fieldManager(), type.kind(version), subresource);
  }

  private WrittenForm form(Version version, Part part) {
    return new WrittenForm(version.schema(), versions, untouched(part));
  }

  /// What a write to this part never changes, and so never owns.
  private FieldSet untouched(Part part) {
    return switch (part) {
      case MAIN, SCALE -> type.has(Subresource.STATUS) ? STATUS : FieldSet.EMPTY;
      case STATUS -> allButStatus;
      case FINALIZE -> FieldSet.EMPTY;
    };
  }
}
