package io.ubernetes.apimachinery.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The declared types of one environment in the form that the engine takes. Not changed once the
/// environment is made.
@SuppressWarnings("Immutable") // the engine asks for it, and it holds from the first use on
final class CelTypes implements CelTypeProvider {

  private final Map<String, StructType> structs = new LinkedHashMap<>();

  /// Also makes every object type in it known by name.
  CelType declare(ValueType type) {
    return switch (type) {
      case ValueType.Scalar scalar -> scalar(scalar);
      case ValueType.ListOf list -> ListType.create(declare(list.items()));
      case ValueType.MapOf map -> MapType.create(SimpleType.STRING, declare(map.values()));
      case ValueType.OptionalOf(ValueType value) -> OptionalType.create(declare(value));
      case ValueType.ObjectOf object -> struct(object);
      case ValueType.Opaque(String name) -> OpaqueType.create(name);
    };
  }

  /// A type as messages have it: `list(string)`, `map(string, int)`.
  static String format(CelType type) {
    return type.parameters().isEmpty()
        ? type.name()
        : type.parameters().stream()
            .map(CelTypes::format)
            .collect(Collectors.joining(", ", type.name() + "(", ")"));
  }

  /// The way back, but for objects, which are [ValueType.Scalar#DYN].
  static ValueType known(CelType type) {
    return switch (type) {
      case ListType list -> new ValueType.ListOf(known(list.elemType()));
      case MapType map when map.keyType().equals(SimpleType.STRING) ->
          new ValueType.MapOf(known(map.valueType()));
      default ->
          Arrays.stream(ValueType.Scalar.values())
              .filter(scalar -> scalar(scalar).equals(type))
              .findFirst()
              .orElse(ValueType.Scalar.DYN);
    };
  }

  private static CelType scalar(ValueType.Scalar scalar) {
    return switch (scalar) {
      case DYN -> SimpleType.DYN;
      case BOOL -> SimpleType.BOOL;
      case INT -> SimpleType.INT;
      case UINT -> SimpleType.UINT;
      case DOUBLE -> SimpleType.DOUBLE;
      case STRING -> SimpleType.STRING;
      case BYTES -> SimpleType.BYTES;
      case TIMESTAMP -> SimpleType.TIMESTAMP;
      case DURATION -> SimpleType.DURATION;
      case NULL -> SimpleType.NULL_TYPE;
    };
  }

  private CelType struct(ValueType.ObjectOf object) {
    StructType known = structs.get(object.name());
    if (known != null) {
      return known;
    }
    Map<String, CelType> fields = new LinkedHashMap<>();
    for (Map.Entry<String, ValueType> field : object.fields().entrySet()) {
      fields.put(field.getKey(), declare(field.getValue()));
    }
    ImmutableMap<String, CelType> all = ImmutableMap.copyOf(fields);
    StructType made =
        StructType.create(object.name(), all.keySet(), name -> Optional.ofNullable(all.get(name)));
    structs.put(object.name(), made);
    return made;
  }

  @Override
  public ImmutableCollection<CelType> types() {
    return ImmutableList.copyOf(structs.values());
  }

  @Override
  public Optional<CelType> findType(String name) {
    return Optional.ofNullable(structs.get(name));
  }
}
