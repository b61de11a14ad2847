package io.ubernetes.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ubernetes.federation.apiserver.FederationServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The official JavaScript client, installed with npm, uses the federation as it would a cluster.
/// What it does stands in `clients/javascript/client.mjs` of the test resources.
final class JavaScriptClientIT {

  @Test
  void theOfficialJavaScriptClientFindsAKubernetesServer(@TempDir Path folder) throws IOException {
    Optional<Path> npm = Program.find("npm");
    Optional<Path> node = Program.find("node");
    Assumptions.assumeTrue(
        npm.isPresent() && node.isPresent(), "skipped: no npm and node in the search path");
    copy("package.json", folder);
    copy("client.mjs", folder);
    Program.run(
            List.of(npm.orElseThrow().toString(), "install", "--no-package-lock", "--no-audit"),
            folder,
            Map.of(),
            "")
        .orThrow();
    Path data = folder.resolve("data");
    try (FederationServer server =
        FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()))) {
      var outcome =
          Program.run(
              List.of(node.orElseThrow().toString(), "client.mjs"),
              folder,
              Map.of("KUBECONFIG", data.resolve("admin.kubeconfig").toString()),
              "");
      System.out.println(server.url() + "\n" + outcome.orThrow().out());
    }
  }

  private static void copy(String name, Path folder) throws IOException {
    try (InputStream content =
        JavaScriptClientIT.class.getResourceAsStream("/clients/javascript/" + name)) {
      Files.writeString(folder.resolve(name), new String(content.readAllBytes(), UTF_8));
    }
  }
}
