package io.ubernetes.apimachinery.schema;

import io.ubernetes.apimachinery.schema.Schema.Presence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds out from Kubernetes' Go sources which fields are written when they are empty, and in which
/// order fields are written: facts that the OpenAPI documents do not say. Part of
/// [SchemaExtractor].
final class GoStructs {

  private static final Pattern STRUCT = Pattern.compile("^type (\\w+) struct \\{");
  private static final Pattern NAMED =
      Pattern.compile("^\\s+(\\w+)\\s+(\\S+)\\s+`.*?json:\"([^\"]*)\"");
  private static final Pattern EMBEDDED =
      Pattern.compile("^\\s+([\\w.]+)\\s+`.*?json:\"([^\"]*)\"");
  private static final Map<String, String> IMPORTS =
      Map.of(
          "metav1", "io.k8s.apimachinery.pkg.apis.meta.v1",
          "v1", "io.k8s.api.core.v1",
          "corev1", "io.k8s.api.core.v1",
          "core", "io.k8s.api.core.v1");

  private final Path root;
  private final Map<String, Map<String, Field>> structs = new HashMap<>();

  /// @param root a folder with one folder for each repository, named as the definitions begin:
  ///   `io.k8s.api`, `io.k8s.apimachinery`, ...
  GoStructs(Path root) {
    this.root = root;
  }

  /// A field as its Go struct declares it.
  record Field(String goType, List<String> tag) {

    /// When the field is written.
    ///
    /// @param struct whether its type is a struct, on which `omitempty` has no effect
    Presence presence(boolean struct) {
      if (goType.startsWith("*")) {
        return tag.contains("omitempty") ? Presence.KEPT : Presence.ALWAYS;
      }
      boolean omitted = tag.contains("omitzero") || (tag.contains("omitempty") && !struct);
      return omitted ? Presence.OMITTED_WHEN_EMPTY : Presence.ALWAYS;
    }
  }

  /// The fields of a definition, by their JSON names, in the order of the struct.
  Map<String, Field> fields(String definition) {
    int dot = definition.lastIndexOf('.');
    String goPackage = definition.substring(0, dot);
    if (!structs.containsKey(goPackage + ".")) {
      structs.put(goPackage + ".", Map.of());
      readPackage(goPackage);
    }
    return structs.getOrDefault(definition, Map.of());
  }

  private void readPackage(String goPackage) {
    @Nullable Path folder = folder(goPackage);
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".go") && !name.contains("_test") && !name.startsWith("zz_")) {
          readFile(goPackage, Files.readAllLines(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Path folder(String goPackage) {
    for (int dot = goPackage.length(); dot > 0; dot = goPackage.lastIndexOf('.', dot - 1)) {
      Path repository = root.resolve(goPackage.substring(0, dot));
      if (Files.isDirectory(repository)) {
        String rest = goPackage.substring(Math.min(dot + 1, goPackage.length()));
        Path folder = repository.resolve(rest.replace('.', '/'));
        return Files.isDirectory(folder) ? folder : null;
      }
    }
    return null;
  }

  private void readFile(String goPackage, List<String> lines) {
    Map<String, Field> current = null;
    for (String line : lines) {
      Matcher struct = STRUCT.matcher(line);
      if (struct.find()) {
        current = new LinkedHashMap<>();
        structs.put(goPackage + "." + struct.group(1), current);
      } else if (line.startsWith("}")) {
        current = null;
      } else if (current != null) {
        readField(goPackage, current, line);
      }
    }
  }

  private void readField(String goPackage, Map<String, Field> fields, String line) {
    Matcher named = NAMED.matcher(line);
    if (named.find() && !named.group(1).equals("//")) {
      List<String> tag = List.of(named.group(3).split(",", -1));
      if (tag.contains("inline")) {
        fields.putAll(embedded(goPackage, named.group(2)));
      } else if (!tag.getFirst().equals("-")) {
        fields.put(tag.getFirst(), new Field(named.group(2), tag));
      }
      return;
    }
    Matcher embedded = EMBEDDED.matcher(line);
    if (embedded.find()) {
      List<String> tag = List.of(embedded.group(2).split(",", -1));
      if (tag.contains("inline")) {
        fields.putAll(embedded(goPackage, embedded.group(1)));
      } else {
        fields.put(tag.getFirst(), new Field(embedded.group(1), tag));
      }
    }
  }

  /// The embedded struct may stand further down in the same package, so it is asked for by reading
  /// the package in full first.
  private Map<String, Field> embedded(String goPackage, String type) {
    String name = type.replace("*", "");
    int dot = name.indexOf('.');
    String definition =
        dot < 0
            ? goPackage + "." + name
            : IMPORTS.getOrDefault(name.substring(0, dot), "") + name.substring(dot);
    if (definition.startsWith(".")) {
      throw new IllegalStateException("what package is that of " + type + " in " + goPackage + "?");
    }
    if (dot < 0 && !structs.containsKey(definition)) {
      return new GoStructs(root).withPackage(goPackage, definition);
    }
    return fields(definition);
  }

  private Map<String, Field> withPackage(String goPackage, String definition) {
    Path folder = folder(goPackage);
    if (folder == null) {
      return Map.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      String type = definition.substring(goPackage.length() + 1);
      for (Path file : files.toList()) {
        List<String> lines = Files.readAllLines(file);
        int start = lines.indexOf("type " + type + " struct {");
        if (start >= 0) {
          int end = start;
          while (!lines.get(end).startsWith("}")) {
            end++;
          }
          readFile(goPackage, lines.subList(start, end + 1));
          return structs.getOrDefault(definition, Map.of());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no struct " + definition);
  }
}
