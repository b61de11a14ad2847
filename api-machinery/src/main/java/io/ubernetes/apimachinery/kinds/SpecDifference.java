package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.model.Json;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says for people which fields of a spec have changed: one line for what was, one for what is.
final class SpecDifference {

  private SpecDifference() {}

  static String of(ObjectNode before, ObjectNode after) {
    TreeSet<String> fields = new TreeSet<>(before.propertyNames());
    fields.addAll(after.propertyNames());
    StringBuilder text = new StringBuilder();
    for (String field : fields) {
      JsonNode was = Json.at(before, field);
      JsonNode is = Json.at(after, field);
      if (!Objects.equals(was, is)) {
        line(text, "-", field, was);
        line(text, "+", field, is);
      }
    }
    return text.toString();
  }

  private static void line(
      StringBuilder text, String sign, String field, @Nullable JsonNode value) {
    if (value != null) {
      text.append(sign)
          .append(' ')
          .append(field)
          .append(": ")
          .append(GoText.of(value))
          .append('\n');
    }
  }
}
