package io.ubernetes.apimachinery.patch;

import io.ubernetes.apimachinery.schema.Schema;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Schemas written by hand, for tests that shall show the shape they need.
public final class TestSchema implements Schema {

  private final Type type;
  private final Map<String, Schema> properties = new TreeMap<>();
  private @Nullable Schema additionalProperties;
  private @Nullable Schema items;
  private @Nullable JsonNode defaultValue;
  private ListType listType = ListType.ATOMIC;
  private List<String> listMapKeys = List.of();
  private boolean atomicMap;
  private String patchMergeKey = "";
  private final Set<PatchStrategy> patchStrategies = EnumSet.noneOf(PatchStrategy.class);
  private boolean preservesUnknownFields;

  private TestSchema(Type type) {
    this.type = type;
  }

  public static TestSchema object() {
    return new TestSchema(Type.OBJECT);
  }

  public static TestSchema of(Type type) {
    return new TestSchema(type);
  }

  public static TestSchema string() {
    return new TestSchema(Type.STRING);
  }

  public static TestSchema integer() {
    return new TestSchema(Type.INTEGER);
  }

  public static TestSchema mapOf(Schema values) {
    TestSchema map = object();
    map.additionalProperties = values;
    return map;
  }

  /// An atomic list.
  public static TestSchema listOf(Schema items) {
    TestSchema list = new TestSchema(Type.ARRAY);
    list.items = items;
    return list;
  }

  public static TestSchema setOf(Schema items) {
    TestSchema list = listOf(items);
    list.listType = ListType.SET;
    return list;
  }

  /// A list of objects that are told apart by some of their fields.
  public static TestSchema keyedList(Schema items, String... keys) {
    TestSchema list = listOf(items);
    list.listType = ListType.MAP;
    list.listMapKeys = List.copyOf(Arrays.asList(keys));
    return list;
  }

  public TestSchema field(String name, Schema schema) {
    properties.put(name, schema);
    return this;
  }

  public TestSchema mergedBy(String mergeKey) {
    patchMergeKey = mergeKey;
    return strategy(PatchStrategy.MERGE);
  }

  public TestSchema strategy(PatchStrategy strategy) {
    patchStrategies.add(strategy);
    return this;
  }

  public TestSchema atomic() {
    atomicMap = true;
    return this;
  }

  public TestSchema preservingUnknownFields() {
    preservesUnknownFields = true;
    return this;
  }

  public TestSchema byDefault(JsonNode value) {
    defaultValue = value;
    return this;
  }

  @Override
  public Type type() {
    return type;
  }

  @Override
  public String definition() {
    return "";
  }

  @Override
  public String format() {
    return "";
  }

  @Override
  public Map<String, Schema> properties() {
    return properties;
  }

  @Override
  public @Nullable Schema additionalProperties() {
    return additionalProperties;
  }

  @Override
  public @Nullable Schema items() {
    return items;
  }

  @Override
  public Set<String> required() {
    return Set.of();
  }

  @Override
  public @Nullable JsonNode defaultValue() {
    return defaultValue;
  }

  @Override
  public List<JsonNode> enumValues() {
    return List.of();
  }

  @Override
  public ListType listType() {
    return listType;
  }

  @Override
  public List<String> listMapKeys() {
    return listMapKeys;
  }

  @Override
  public boolean atomicMap() {
    return atomicMap;
  }

  @Override
  public String patchMergeKey() {
    return patchMergeKey;
  }

  @Override
  public Set<PatchStrategy> patchStrategies() {
    return patchStrategies;
  }

  @Override
  public boolean preservesUnknownFields() {
    return preservesUnknownFields;
  }

  @Override
  public boolean embeddedResource() {
    return false;
  }

  @Override
  public boolean nullable() {
    return false;
  }
}
