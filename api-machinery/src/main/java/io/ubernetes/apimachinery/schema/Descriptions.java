package io.ubernetes.apimachinery.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What Kubernetes tells people of its types and fields. The sentences are no part of this
/// repository: the build takes them from the published artifact `client-java-api` into the resource
/// `descriptions.tsv`. They are read when the first one is asked for, which only the OpenAPI
/// documents do. Thread-safe.
final class Descriptions {

  static final Descriptions BUILT_IN = new Descriptions();

  private static final String RESOURCE = "descriptions.tsv";

  /// Stands for a line break inside a text, so that a text is one line of the resource.
  static final char LINE_BREAK = '\u2028';

  private volatile @Nullable Map<String, String> texts;

  private Descriptions() {}

  /// What a definition is; empty when nothing is known.
  String of(String definition) {
    return find(definition, "");
  }

  /// What a field of a definition is; empty when nothing is known. The models do not describe
  /// fields that are structs, so of these it is told what the struct is.
  ///
  /// @param type of the field, as `kubernetes.schema` has it
  String of(String definition, String field, String type) {
    String text = find(definition, field);
    return text.isEmpty() && type.startsWith("io.") ? of(type) : text;
  }

  /// Most models are called version and type (`V1ReplicaSet`); where two groups have the same, the
  /// group stands in front (`CoreV1Event`).
  private String find(String definition, String field) {
    String[] parts = definition.split("\\.");
    if (parts.length < 3) {
      return "";
    }
    String model = capital(parts[parts.length - 2]) + parts[parts.length - 1];
    String text = texts().get(capital(parts[parts.length - 3]) + model + "." + field);
    return text != null ? text : texts().getOrDefault(model + "." + field, "");
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private Map<String, String> texts() {
    Map<String, String> known = texts;
    if (known == null) {
      known = read();
      texts = known;
    }
    return known;
  }

  private static Map<String, String> read() {
    Map<String, String> texts = new HashMap<>();
    try (InputStream stream = Descriptions.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException(
            "the resource " + RESOURCE + " is missing in the class path");
      }
      new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
          .lines()
          .forEach(line -> add(texts, line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  private static void add(Map<String, String> texts, String line) {
    int tab = line.indexOf('\t');
    texts.put(line.substring(0, tab), line.substring(tab + 1).replace(LINE_BREAK, '\n'));
  }
}
