package io.ubernetes.apimachinery.server;

import io.ubernetes.model.Json;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

/// YAML answers; inside the server everything is the JSON tree. [YamlReader] reads YAML bodies.
final class Yaml {

  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(YAMLFactory.builder().stringQuotingChecker(new Quoting()).build())
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .build();

  private Yaml() {}

  /// Fields sorted by name at all levels, as Kubernetes writes YAML.
  static byte[] bytes(JsonNode node) {
    return MAPPER.writeValueAsBytes(sorted(node));
  }

  private static JsonNode sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Map<String, JsonNode> fields = new TreeMap<>();
      object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      ObjectNode result = Json.object();
      fields.forEach(result::set);
      return result;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode result = Json.object().arrayNode();
      array.forEach(item -> result.add(sorted(item)));
      return result;
    }
    return node;
  }

  /// Strings that would be read as something else get quotes, times among them.
  private static final class Quoting extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean needToQuoteName(String name) {
      return !name.equals(".")
          && (super.needToQuoteName(name) || YamlScalars.readsAsSomethingElse(name));
    }

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value) || YamlScalars.readsAsSomethingElse(value);
    }
  }
}
