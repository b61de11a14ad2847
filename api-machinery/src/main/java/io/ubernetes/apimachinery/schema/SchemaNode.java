package io.ubernetes.apimachinery.schema;

import io.ubernetes.model.GroupVersionKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A schema that is all there, but for what its parts refer to. Immutable once it is made.
final class SchemaNode implements Schema {

  private final Parts parts;
  private final Map<String, Schema> properties;
  private final List<Map.Entry<String, Schema>> alwaysWritten;
  private final List<Map.Entry<String, Schema>> defaulted;

  private SchemaNode(Parts parts) {
    this.parts = parts;
    this.properties = Collections.unmodifiableMap(new LinkedHashMap<>(parts.properties));
    List<Map.Entry<String, Schema>> always = new ArrayList<>();
    List<Map.Entry<String, Schema>> withDefault = new ArrayList<>();
    for (Map.Entry<String, Schema> field : properties.entrySet()) {
      if (field.getValue().presence() == Presence.ALWAYS) {
        always.add(field);
      }
      if (isDefaulted(field.getValue())) {
        withDefault.add(field);
      }
    }
    this.alwaysWritten = List.copyOf(always);
    this.defaulted = List.copyOf(withDefault);
  }

  /// The documents of built-in types give every field that is no pointer its zero value as default.
  private boolean isDefaulted(Schema field) {
    JsonNode value = field.defaultValue();
    if (value == null) {
      return false;
    }
    boolean zero =
        (value.isObject() && value.isEmpty())
            || (value.isString() && value.stringValue().isEmpty())
            || (value.isNumber() && value.decimalValue().signum() == 0)
            || (value.isBoolean() && !value.booleanValue());
    return !parts.builtIn || !zero;
  }

  /// What a schema is made of. Belongs to its maker until [#schema], and to nobody afterwards.
  static final class Parts {
    Type type = Type.ANY;
    String definition = "";
    String format = "";
    Supplier<String> description = () -> "";
    final Map<String, Schema> properties = new TreeMap<>();

    /// Names of the properties of a built-in type as its struct has them.
    List<String> order = List.of();

    @Nullable Schema additionalProperties;
    @Nullable Schema items;
    Set<String> required = Set.of();
    @Nullable JsonNode defaultValue;
    List<JsonNode> enumValues = List.of();
    ListType listType = ListType.ATOMIC;
    List<String> listMapKeys = List.of();
    boolean atomicMap;
    String patchMergeKey = "";
    Set<PatchStrategy> patchStrategies = Set.of();
    boolean preservesUnknownFields;
    boolean embeddedResource;
    boolean nullable;
    Bounds bounds = Bounds.NONE;
    Presence presence = Presence.KEPT;
    boolean builtIn;
    List<GroupVersionKind> kinds = List.of();
    Alternatives alternatives = Alternatives.NONE;
    List<JsonNode> rules = List.of();
    @Nullable JsonNode document;

    SchemaNode schema() {
      return new SchemaNode(this);
    }
  }

  /// The fields that are written even when they were not given.
  List<Map.Entry<String, Schema>> alwaysWritten() {
    return alwaysWritten;
  }

  /// The fields that get a value when they are not given.
  List<Map.Entry<String, Schema>> defaulted() {
    return defaulted;
  }

  /// The names of the fields of a built-in type, in the order in which Kubernetes writes them;
  /// empty for others.
  List<String> order() {
    return parts.order;
  }

  /// The node behind any schema of this package.
  static SchemaNode of(Schema schema) {
    return schema instanceof SchemaReference reference ? reference.target() : (SchemaNode) schema;
  }

  @Override
  public Type type() {
    return parts.type;
  }

  @Override
  public String definition() {
    return parts.definition;
  }

  @Override
  public String format() {
    return parts.format;
  }

  @Override
  public String description() {
    return parts.description.get();
  }

  @Override
  public Map<String, Schema> properties() {
    return properties;
  }

  @Override
  public @Nullable Schema additionalProperties() {
    return parts.additionalProperties;
  }

  @Override
  public @Nullable Schema items() {
    return parts.items;
  }

  @Override
  public Set<String> required() {
    return parts.required;
  }

  @Override
  public @Nullable JsonNode defaultValue() {
    return parts.defaultValue;
  }

  @Override
  public List<JsonNode> enumValues() {
    return parts.enumValues;
  }

  @Override
  public ListType listType() {
    return parts.listType;
  }

  @Override
  public List<String> listMapKeys() {
    return parts.listMapKeys;
  }

  @Override
  public boolean atomicMap() {
    return parts.atomicMap;
  }

  @Override
  public String patchMergeKey() {
    return parts.patchMergeKey;
  }

  @Override
  public Set<PatchStrategy> patchStrategies() {
    return parts.patchStrategies;
  }

  @Override
  public boolean preservesUnknownFields() {
    return parts.preservesUnknownFields;
  }

  @Override
  public boolean embeddedResource() {
    return parts.embeddedResource;
  }

  @Override
  public boolean nullable() {
    return parts.nullable;
  }

  @Override
  public Bounds bounds() {
    return parts.bounds;
  }

  @Override
  public Presence presence() {
    return parts.presence;
  }

  @Override
  public boolean builtIn() {
    return parts.builtIn;
  }

  @Override
  public List<GroupVersionKind> kinds() {
    return parts.kinds;
  }

  @Override
  public Alternatives alternatives() {
    return parts.alternatives;
  }

  @Override
  public List<JsonNode> rules() {
    return parts.rules;
  }

  @Override
  public @Nullable JsonNode document() {
    return parts.document;
  }
}
