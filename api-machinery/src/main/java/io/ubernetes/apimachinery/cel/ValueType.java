package io.ubernetes.apimachinery.cel;

import io.ubernetes.apimachinery.cel.library.AuthorizerCheck;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What an expression knows of a variable or a result before it is evaluated. Immutable.
public sealed interface ValueType {

  /// Values without parts.
  enum Scalar implements ValueType {
    /// Anything: what is done with it is checked only when it is evaluated.
    DYN,
    BOOL,
    INT,
    UINT,
    DOUBLE,
    STRING,
    BYTES,
    TIMESTAMP,
    DURATION,
    NULL
  }

  /// A list.
  ///
  /// @param identity how two lists are compared and added
  /// @param keys fields that identify an item when [Identity#MAP]
  record ListOf(ValueType items, Identity identity, List<String> keys) implements ValueType {
    public ListOf {
      keys = List.copyOf(keys);
    }

    public ListOf(ValueType items) {
      this(items, Identity.ATOMIC, List.of());
    }
  }

  /// What makes items of a list the same (`x-kubernetes-list-type`).
  enum Identity {
    /// Their places.
    ATOMIC,
    /// Their values.
    SET,
    /// Some of their fields.
    MAP
  }

  /// A map from strings.
  record MapOf(ValueType values) implements ValueType {}

  /// A value that may be missing (CEL's `optional_type`).
  record OptionalOf(ValueType value) implements ValueType {}

  /// An object with declared fields.
  final class ObjectOf implements ValueType {
    private final String name;
    private final Map<String, ValueType> fields;
    private final Map<String, String> jsonNames;

    /// @param name as compile errors call it; the same name must mean the same fields in one
    ///   environment
    /// @param fields by their names in JSON
    public ObjectOf(String name, Map<String, ValueType> fields) {
      this.name = name;
      Map<String, ValueType> byEscaped = new LinkedHashMap<>();
      Map<String, String> names = new LinkedHashMap<>();
      for (Map.Entry<String, ValueType> field : fields.entrySet()) {
        Optional<String> escaped = FieldNames.escape(field.getKey());
        if (escaped.isPresent()) {
          byEscaped.put(escaped.get(), field.getValue());
          names.put(escaped.get(), field.getKey());
        }
      }
      this.fields = Collections.unmodifiableMap(byEscaped);
      this.jsonNames = Collections.unmodifiableMap(names);
    }

    private ObjectOf(String name, Map<String, ValueType> fields, Map<String, String> jsonNames) {
      this.name = name;
      this.fields = Collections.unmodifiableMap(fields);
      this.jsonNames = Collections.unmodifiableMap(jsonNames);
    }

    /// An object whose fields expressions call by their own names, reserved words or not, as those
    /// of `request` and `namespaceObject` in admission.
    public static ObjectOf unescaped(String name, Map<String, ValueType> fields) {
      Map<String, String> names = new LinkedHashMap<>();
      fields.keySet().forEach(field -> names.put(field, field));
      return new ObjectOf(name, new LinkedHashMap<>(fields), names);
    }

    public String name() {
      return name;
    }

    /// The fields by the names that expressions use; a field without one is not among them.
    public Map<String, ValueType> fields() {
      return fields;
    }

    /// The names in JSON of [#fields].
    Map<String, String> jsonNames() {
      return jsonNames;
    }
  }

  /// A value that only functions know, such as `kubernetes.authorization.Authorizer`.
  record Opaque(String name) implements ValueType {
    /// What `authorizer` is.
    public static final Opaque AUTHORIZER = new Opaque(AuthorizerCheck.AUTHORIZER_TYPE);

    /// What `authorizer.requestResource` is.
    public static final Opaque RESOURCE_CHECK = new Opaque(AuthorizerCheck.RESOURCE_TYPE);
  }
}
