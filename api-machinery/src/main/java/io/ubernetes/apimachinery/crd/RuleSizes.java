package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.cel.FieldNames;
import io.ubernetes.apimachinery.cel.Sizes;
import io.ubernetes.apimachinery.schema.Schema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How large values with a schema can be that come in one request (Kubernetes' `SchemaDeclType`):
/// as large as the schema lets them be, else as large as fits into a request. Sees what [RuleTypes]
/// sees.
final class RuleSizes {

  /// The largest request, in bytes.
  static final long REQUEST = 3L * 1024 * 1024;

  /// A text is limited in characters, of which each may take that many bytes.
  private static final long BYTES_PER_CHARACTER = 4;

  private static final Sizes LONGEST_TEXT = Sizes.of(REQUEST - 2, 2);

  private static final Sizes METADATA =
      new Sizes(0, 2, Map.of("name", LONGEST_TEXT, "generateName", LONGEST_TEXT), null, null);

  private RuleSizes() {}

  /// @return empty when rules cannot see such a value
  static Optional<Sizes> of(Schema schema) {
    return switch (schema.type()) {
      case INT_OR_STRING -> Optional.of(Sizes.of(mostText(schema), 1));
      case BOOLEAN -> Optional.of(Sizes.of(0, 4));
      case INTEGER, NUMBER -> Optional.of(Sizes.of(0, 1));
      case STRING, QUANTITY -> Optional.of(text(schema));
      case ARRAY -> list(schema);
      case OBJECT -> object(schema);
      case ANY -> Optional.empty();
    };
  }

  private static Sizes text(Schema schema) {
    return switch (schema.format()) {
      case "byte" -> Sizes.of(orElse(schema.bounds().maxLength(), REQUEST - 2), 2);
      case "duration" -> Sizes.of(32, 3);
      case "date" -> Sizes.of(12, 12);
      case "date-time" -> Sizes.of(32, 21);
      default -> Sizes.of(mostText(schema), 2);
    };
  }

  private static long mostText(Schema schema) {
    Integer limit = schema.bounds().maxLength();
    if (limit != null) {
      return BYTES_PER_CHARACTER * Math.max(0, limit);
    }
    boolean listed = schema.type() == Schema.Type.STRING && !schema.enumValues().isEmpty();
    return listed
        ? schema.enumValues().stream()
            .filter(JsonNode::isString)
            .mapToLong(value ->
                value.stringValue().getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
            .max()
            .orElse(0)
        : REQUEST - 2;
  }

  private static long orElse(@Nullable Integer limit, long otherwise) {
    return limit == null ? otherwise : Math.max(0, limit);
  }

  private static Optional<Sizes> list(Schema schema) {
    Schema items = schema.items();
    if (items == null) {
      return Optional.empty();
    }
    return of(items)
        .map(each -> {
          long most = orElse(schema.bounds().maxItems(), (REQUEST - 2) / (each.leastJson() + 1));
          return new Sizes(most, 2, Map.of(), null, each);
        });
  }

  private static Optional<Sizes> object(Schema schema) {
    Schema values = schema.additionalProperties();
    if (values != null) {
      return of(values)
          .map(each -> {
            long fitting = (REQUEST - 2) / (each.leastJson() + 6);
            long most = orElse(schema.bounds().maxProperties(), fitting);
            return new Sizes(most, 2, Map.of(), Sizes.of(0, 2), each);
          });
    }
    Map<String, Sizes> fields = new LinkedHashMap<>();
    long least = 2;
    for (Map.Entry<String, Schema> field : schema.properties().entrySet()) {
      String name = field.getKey();
      Schema type = field.getValue();
      Sizes sizes = type.builtIn() ? METADATA : of(type).orElse(null);
      if (sizes == null) {
        continue;
      }
      FieldNames.escape(name).ifPresent(escaped -> fields.put(escaped, sizes));
      if (schema.required().contains(name) && type.defaultValue() == null) {
        least += name.length() + sizes.leastJson() + 4;
      }
    }
    return Optional.of(new Sizes(0, least, fields, null, null));
  }
}
