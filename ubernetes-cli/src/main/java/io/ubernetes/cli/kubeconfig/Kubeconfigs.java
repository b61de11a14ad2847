package io.ubernetes.cli.kubeconfig;

import io.ubernetes.model.Json;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Finds and reads kubeconfigs by kubectl's rules: of several files the first that says something
/// wins, and paths in a file are relative to it.
public final class Kubeconfigs {

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final List<String> LISTS = List.of("clusters", "users", "contexts");

  private Kubeconfigs() {}

  /// The context of that name in one file; the empty name is the current one.
  ///
  /// @throws KubeconfigException when there is no such file or context
  public static KubeconfigContext read(Path file, String context) {
    return context(merge(List.of(file)), file.toString(), context);
  }

  /// The context where no file was named: of the files in `KUBECONFIG`, of which some may be
  /// missing, else of `~/.kube/config`.
  ///
  /// @throws KubeconfigException when there is no such file or context
  public static KubeconfigContext fromEnvironment(Map<String, String> environment, String context) {
    String listed = environment.getOrDefault("KUBECONFIG", "");
    if (listed.isEmpty()) {
      Path usual = Path.of(environment.getOrDefault("HOME", ""), ".kube", "config");
      if (!Files.exists(usual)) {
        throw new KubeconfigException(
            "no kubeconfig: neither --kubeconfig nor KUBECONFIG is given, and there is no "
                + usual);
      }
      return read(usual, context);
    }
    List<Path> files =
        Stream.of(listed.split(File.pathSeparator))
            .filter(name -> !name.isEmpty())
            .map(Path::of)
            .filter(Files::exists)
            .toList();
    if (files.isEmpty()) {
      throw new KubeconfigException("KUBECONFIG names no file that exists: " + listed);
    }
    return context(merge(files), "KUBECONFIG=" + listed, context);
  }

  private static ObjectNode merge(List<Path> files) {
    ObjectNode merged = Json.object();
    LISTS.forEach(merged::putArray);
    for (Path file : files) {
      ObjectNode config = parse(file);
      if (Json.text(merged, "current-context").isEmpty()) {
        merged.put("current-context", Json.text(config, "current-context"));
      }
      for (String list : LISTS) {
        if (config.get(list) instanceof ArrayNode entries
            && merged.get(list) instanceof ArrayNode all) {
          entries.forEach(all::add);
        }
      }
    }
    return merged;
  }

  private static ObjectNode parse(Path file) {
    try {
      if (YAML.readTree(Files.readString(file)) instanceof ObjectNode config
          && LISTS.stream().anyMatch(config::has)) {
        RelativePaths.resolve(config, file);
        return config;
      }
    } catch (NoSuchFileException e) {
      throw new KubeconfigException("there is no file " + file, e);
    } catch (IOException e) {
      throw new KubeconfigException("the file " + file + " cannot be read", e);
    } catch (JacksonException e) {
      throw new KubeconfigException(file + " is no kubeconfig: " + where(e), e);
    }
    throw new KubeconfigException(file + " is no kubeconfig: it has no clusters, users, contexts");
  }

  /// Only where it goes wrong: what is written there may be secret.
  private static String where(JacksonException failure) {
    return failure.getLocation() == null
        ? "it is not YAML"
        : "it is not YAML in line " + failure.getLocation().getLineNr();
  }

  private static KubeconfigContext context(ObjectNode config, String source, String asked) {
    String name = asked.isEmpty() ? Json.text(config, "current-context") : asked;
    if (name.isEmpty()) {
      throw new KubeconfigException(source + " has no current context" + known(config));
    }
    ObjectNode context =
        entry(config, "contexts", "context", name)
            .orElseThrow(
                () -> new KubeconfigException(source + " has no context " + name + known(config)));
    String clusterName = Json.text(context, "cluster");
    ObjectNode cluster =
        entry(config, "clusters", "cluster", clusterName)
            .orElseThrow(() ->
                new KubeconfigException(
                    source + " has no cluster '" + clusterName + "' for its context " + name));
    String server = Json.text(cluster, "server");
    if (!server.startsWith("https://") && !server.startsWith("http://")) {
      throw new KubeconfigException(
          source + " has no usable server for its context " + name + ": '" + server + "'");
    }
    return new KubeconfigContext(
        source,
        server,
        authority(cluster, source),
        cluster.path("insecure-skip-tls-verify").asBoolean(false)
            ? KubeconfigContext.Verification.SKIPPED
            : KubeconfigContext.Verification.CHECKED,
        alone(config, name, context, cluster));
  }

  private static String authority(ObjectNode cluster, String source) {
    String data = Json.text(cluster, "certificate-authority-data");
    String file = Json.text(cluster, "certificate-authority");
    try {
      if (!data.isEmpty()) {
        return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.UTF_8);
      }
      return file.isEmpty() ? "" : Files.readString(Path.of(file));
    } catch (IllegalArgumentException e) {
      throw new KubeconfigException(source + ": its certificate authority is not base64", e);
    } catch (IOException e) {
      throw new KubeconfigException(
          "the file " + file + ", named in " + source + ", cannot be read", e);
    }
  }

  private static String alone(
      ObjectNode config, String name, ObjectNode context, ObjectNode cluster) {
    ObjectNode text = Json.object();
    text.put("apiVersion", "v1").put("kind", "Config").put("current-context", name);
    put(text, "contexts", "context", name, context);
    put(text, "clusters", "cluster", Json.text(context, "cluster"), cluster);
    String user = Json.text(context, "user");
    put(text, "users", "user", user, entry(config, "users", "user", user).orElse(Json.object()));
    return Json.MAPPER.writeValueAsString(text);
  }

  private static void put(
      ObjectNode config, String list, String field, String name, ObjectNode value) {
    config.putArray(list).addObject().put("name", name).set(field, value);
  }

  private static Optional<ObjectNode> entry(
      ObjectNode config, String list, String field, String name) {
    for (JsonNode entry : config.path(list)) {
      if (Json.text(entry, "name").equals(name) && entry.get(field) instanceof ObjectNode value) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  private static String known(ObjectNode config) {
    List<String> names = new ArrayList<>();
    config.path("contexts").forEach(entry -> names.add(Json.text(entry, "name")));
    return names.isEmpty()
        ? " (it has no contexts)"
        : " (it has: " + String.join(", ", names) + ")";
  }
}
