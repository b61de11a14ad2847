package io.ubernetes.apimachinery.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that has no rule to compile does not pay for the engine that compiles them.
class CelLoadingTest {

  private static final String MARK = "all but rules is done";

  @Test
  void noClassOfTheEngineIsLoadedBeforeARuleIsCompiled(@TempDir Path directory) throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                CelLoadingTest.class.getName(),
                directory.resolve("data").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor()).as(() -> tail(output)).isZero();
    List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
    int mark = lines.indexOf(MARK);
    assertThat(mark).isPositive();
    assertThat(lines.subList(0, mark)).noneMatch(line -> line.contains(" dev.cel."));
    assertThat(lines.subList(mark, lines.size())).anyMatch(line -> line.contains(" dev.cel."));
  }

  private static String tail(Path output) {
    try {
      List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (java.io.IOException unreadable) {
      return unreadable.toString();
    }
  }

  /// Starts a server, writes to it, has custom resources served; then defines a rule.
  public static void main(String[] arguments) throws Exception {
    Path data = Files.createDirectories(Path.of(arguments[0]));
    try (TestServer server = new TestServer(data)) {
      server.post(
          "/api/v1/namespaces/default/configmaps",
          "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\"}}");
      define(server, "plains", "");
      String plains = "/apis/l.example.com/v1/namespaces/default/plains";
      await().until(() -> server.get(plains).status() == 200);
      server.post(
          plains,
          "{\"apiVersion\":\"l.example.com/v1\",\"kind\":\"Plains\",\"metadata\":{\"name\":\"p\"}}");
      System.out.println("\n" + MARK);
      define(server, "ruled", ",\"x-kubernetes-validations\":[{\"rule\":\"self.a == 'b'\"}]");
    }
  }

  private static void define(TestServer server, String plural, String rules) {
    TestServer.Answer answer =
        server.post(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            """
            {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
             "metadata": {"name": "%1$s.l.example.com"},
             "spec": {"group": "l.example.com", "scope": "Namespaced",
               "names": {"plural": "%1$s", "kind": "%2$s"}, "versions": [
               {"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
                 {"type": "object", "properties": {"a": {"type": "string"}}%3$s}}}]}}
            """
                .formatted(
                    plural, Character.toUpperCase(plural.charAt(0)) + plural.substring(1), rules));
    if (answer.status() != 201) {
      throw new IllegalStateException(answer.text());
    }
  }
}
