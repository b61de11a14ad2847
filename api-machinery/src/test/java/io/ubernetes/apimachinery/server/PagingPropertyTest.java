package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.server.TestServer.Answer;
import io.ubernetes.model.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A list in pages is the list as it was when the first page was made, whatever is written between
/// the pages.
class PagingPropertyTest {

  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final int ROUNDS = 25;

  @TempDir private Path directory;
  private TestServer server;
  private final TreeSet<String> names = new TreeSet<>();

  @BeforeEach
  void start() {
    server = new TestServer(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void pagesShowOneMomentUnderConcurrentWrites() {
    long seed = System.nanoTime();
    System.out.println("paging seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      create(random);
    }
    for (int round = 0; round < ROUNDS; round++) {
      List<String> expected = List.copyOf(names);
      assertThat(readInPages(random, expected.size())).as("seed " + seed).isEqualTo(expected);
    }
  }

  private List<String> readInPages(Random random, int total) {
    List<String> seen = new ArrayList<>();
    String version = "";
    String token = "";
    do {
      int limit = random.nextInt(1, 8);
      Answer page =
          server.get(MAPS + "?limit=" + limit + (token.isEmpty() ? "" : "&continue=" + token));
      assertThat(page.status()).isEqualTo(200);
      ObjectNode list = page.json();
      list.path("items").forEach(item -> seen.add(Json.text(item, "metadata", "name")));
      String shown = Json.text(list, "metadata", "resourceVersion");
      assertThat(shown)
          .as("all pages are of one version")
          .isIn(version.isEmpty() ? shown : version);
      version = shown;
      token = Json.text(list, "metadata", "continue");
      JsonNode remaining = Json.at(list, "metadata", "remainingItemCount");
      assertThat(remaining == null ? 0 : remaining.intValue()).isEqualTo(total - seen.size());
      for (int i = random.nextInt(4); i > 0; i--) {
        write(random);
      }
    } while (!token.isEmpty());
    return seen;
  }

  private void write(Random random) {
    if (names.isEmpty() || random.nextBoolean()) {
      create(random);
      return;
    }
    List<String> all = List.copyOf(names);
    String name = all.get(random.nextInt(all.size()));
    if (random.nextBoolean()) {
      assertThat(server.delete(MAPS + "/" + name).status()).isEqualTo(200);
      names.remove(name);
    } else {
      String patch = "{\"data\":{\"n\":\"" + random.nextInt() + "\"}}";
      String type = "application/merge-patch+json";
      assertThat(server.patch(MAPS + "/" + name, type, patch).status()).isEqualTo(200);
    }
  }

  private void create(Random random) {
    String name = "c" + random.nextInt(10_000);
    if (names.add(name)) {
      assertThat(server.post(MAPS, "{\"metadata\":{\"name\":\"" + name + "\"}}").status())
          .isEqualTo(201);
    }
  }
}
