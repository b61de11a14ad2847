package io.ubernetes.apimachinery.schema;

import io.ubernetes.model.GroupVersionKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A named definition as it stands at one place: what belongs to the place (default, description,
/// presence, merge rules) is the reference's own, everything else the definition's. The definition
/// is looked up when first needed, so definitions may refer to each other in circles.
final class SchemaReference implements Schema {

  private final String definition;
  private final Supplier<SchemaNode> lookup;
  private final SchemaNode.Parts own;
  private volatile @Nullable SchemaNode target;

  /// @param own the default, description, presence, patch strategies and map type of the place
  SchemaReference(String definition, Supplier<SchemaNode> lookup, SchemaNode.Parts own) {
    this.definition = definition;
    this.lookup = lookup;
    this.own = own;
  }

  SchemaNode target() {
    SchemaNode known = target;
    if (known == null) {
      known = lookup.get();
      target = known;
    }
    return known;
  }

  @Override
  public String definition() {
    return definition;
  }

  @Override
  public @Nullable JsonNode defaultValue() {
    return own.defaultValue;
  }

  @Override
  public String description() {
    return own.description.get();
  }

  @Override
  public Presence presence() {
    return own.presence;
  }

  @Override
  public Set<PatchStrategy> patchStrategies() {
    return own.patchStrategies;
  }

  @Override
  public boolean atomicMap() {
    return own.atomicMap || target().atomicMap();
  }

  @Override
  public Type type() {
    return target().type();
  }

  @Override
  public String format() {
    return target().format();
  }

  @Override
  public Map<String, Schema> properties() {
    return target().properties();
  }

  @Override
  public @Nullable Schema additionalProperties() {
    return target().additionalProperties();
  }

  @Override
  public @Nullable Schema items() {
    return target().items();
  }

  @Override
  public Set<String> required() {
    return target().required();
  }

  @Override
  public List<JsonNode> enumValues() {
    return target().enumValues();
  }

  @Override
  public ListType listType() {
    return target().listType();
  }

  @Override
  public List<String> listMapKeys() {
    return target().listMapKeys();
  }

  @Override
  public String patchMergeKey() {
    return target().patchMergeKey();
  }

  @Override
  public boolean preservesUnknownFields() {
    return target().preservesUnknownFields();
  }

  @Override
  public boolean embeddedResource() {
    return target().embeddedResource();
  }

  @Override
  public boolean nullable() {
    return target().nullable();
  }

  @Override
  public Bounds bounds() {
    return target().bounds();
  }

  @Override
  public boolean builtIn() {
    return target().builtIn();
  }

  @Override
  public List<GroupVersionKind> kinds() {
    return target().kinds();
  }
}
