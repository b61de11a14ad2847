package io.ubernetes.apimachinery.schema;

import io.ubernetes.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/// The recorded answers of a real API server, where they are at hand.
public final class Oracle {

  private final Path root;

  private Oracle(Path root) {
    this.root = root;
  }

  /// Skips the calling test when there are no recordings.
  public static Oracle orSkip() {
    Optional<Path> found =
        candidates().filter(path -> Files.isDirectory(path.resolve("scenarios"))).findFirst();
    Assumptions.assumeTrue(
        found.isPresent(),
        "skipped: no recordings at ../shared/oracle; name their place by UBERNETES_ORACLE");
    return new Oracle(found.orElseThrow());
  }

  private static Stream<Path> candidates() {
    List<Path> paths = new ArrayList<>();
    for (String given :
        new String[] {System.getProperty("UBERNETES_ORACLE"), System.getenv("UBERNETES_ORACLE")}) {
      if (given != null) {
        paths.add(Path.of(given));
      }
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      paths.add(folder.resolve("shared/oracle"));
    }
    return paths.stream();
  }

  /// The folder of the recordings and of the program that replays them.
  public Path root() {
    return root;
  }

  /// A document of a folder, such as `discovery` and `apis_apps_v1`.
  public JsonNode document(String folder, String name) {
    try (InputStream in =
        new GZIPInputStream(
            Files.newInputStream(root.resolve(folder).resolve(name + ".json.gz")))) {
      return Json.MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonNode scenario(String path) {
    try (InputStream in = Files.newInputStream(root.resolve("scenarios").resolve(path))) {
      return Json.MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Every step of every scenario.
  public void forEachStep(Consumer<JsonNode> action) {
    forEachScenario((_, scenario) -> scenario.path("steps").forEach(action));
  }

  /// Every scenario with its path, in the order of the paths.
  public void forEachScenario(BiConsumer<String, JsonNode> action) {
    try (Stream<Path> files = Files.walk(root.resolve("scenarios"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).sorted().toList()) {
        String path = root.resolve("scenarios").relativize(file).toString();
        action.accept(path, scenario(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
