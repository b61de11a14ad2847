package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.ReleaseHistory;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.model.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Helm itself, as a library, installs a chart with hooks and a definition of a kind, lists it,
/// upgrades it, also after an upgrade that failed, and takes it away again. The library has no call
/// for a rollback, so that is done as Helm does it: what is stored of a revision is released again.
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
final class HelmIT {

  private static final String NAMESPACE = "charts";

  private static final Map<String, String> CHART =
      Map.of(
          "Chart.yaml",
          """
          apiVersion: v2
          name: shop
          version: 1.2.3
          appVersion: "4.5"
          """,
          "values.yaml",
          """
          replicas: 3
          colour: red
          """,
          "crds/basket.yaml",
          """
          apiVersion: apiextensions.k8s.io/v1
          kind: CustomResourceDefinition
          metadata: {name: baskets.shop.example.com}
          spec:
            group: shop.example.com
            scope: Namespaced
            names: {plural: baskets, kind: Basket}
            versions:
            - name: v1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  properties: {spec: {type: object, properties: {size: {type: integer}}}}
          """,
          "templates/basket.yaml",
          """
          apiVersion: shop.example.com/v1
          kind: Basket
          metadata: {name: {{ .Release.Name }}}
          spec: {size: 3}
          """,
          "templates/web.yaml",
          """
          apiVersion: apps/v1
          kind: Deployment
          metadata: {name: {{ .Release.Name }}-web}
          spec:
            replicas: {{ .Values.replicas }}
            selector: {matchLabels: {app: web}}
            template:
              metadata: {labels: {app: web}}
              spec: {containers: [{name: c, image: "example/c:1"}]}
          """,
          "templates/settings.yaml",
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: {{ .Release.Name }}-settings}
          data: {colour: {{ .Values.colour }}}
          """,
          "templates/hook.yaml",
          """
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: {{ .Release.Name }}-hook
            annotations:
              helm.sh/hook: pre-install,pre-upgrade
              helm.sh/hook-delete-policy: before-hook-creation
          data: {revision: "{{ .Release.Revision }}"}
          """);

  @TempDir private Path folder;

  @Test
  void aChartIsInstalledListedUpgradedAndUninstalled() throws IOException {
    Path data = folder.resolve("data");
    try (FederationServer server =
        FederationServer.start(new FederationServer.Config(data, "127.0.0.1", 0, List.of()))) {
      assertThat(server.url()).startsWith("https://");
      Path kubeconfig = data.resolve("admin.kubeconfig");
      var kubectl =
          new Kubectl(
              Kubectl.all().toList().getLast(),
              kubeconfig,
              Files.createDirectory(folder.resolve("home")));
      Path chart = writeChart();

      Release installed =
          new Helm(chart)
              .install()
              .withName("demo")
              .withNamespace(NAMESPACE)
              .createNamespace()
              .withKubeConfig(kubeconfig)
              .call();
      assertThat(installed.getStatus()).isEqualTo("deployed");
      assertThat(get(kubectl, "deploy/demo-web", "{.spec.replicas}")).isEqualTo("3");
      assertThat(get(kubectl, "cm/demo-hook", "{.data.revision}")).isEqualTo("1");
      assertThat(get(kubectl, "baskets.shop.example.com/demo", "{.spec.size}")).isEqualTo("3");
      assertThat(Helm.list().withNamespace(NAMESPACE).withKubeConfig(kubeconfig).call())
          .extracting(Release::getName, Release::getChart, Release::getAppVersion)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("demo", "shop-1.2.3", "4.5"));

      Release upgraded = upgrade(chart, kubeconfig, "green").call();
      assertThat(upgraded.getRevision()).isEqualTo("2");
      assertThat(get(kubectl, "cm/demo-settings", "{.data.colour}")).isEqualTo("green");
      assertThat(get(kubectl, "cm/demo-hook", "{.data.revision}")).isEqualTo("2");

      Files.writeString(
          chart.resolve("templates/zz-refused.yaml"),
          """
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: demo-refused, labels: {bad: "no label, this"}}
          """);
      assertThatThrownBy(() -> upgrade(chart, kubeconfig, "blue").call())
          .hasMessageContaining("is invalid");
      assertThat(history(kubeconfig)).containsEntry(3, "failed");
      Files.delete(chart.resolve("templates/zz-refused.yaml"));
      assertThat(upgrade(chart, kubeconfig, "green").call().getStatus()).isEqualTo("deployed");
      assertThat(get(kubectl, "cm/demo-settings", "{.data.colour}")).isEqualTo("green");

      assertThat(rollback(kubectl, kubeconfig, 1).getRevision()).isEqualTo("5");
      assertThat(get(kubectl, "cm/demo-settings", "{.data.colour}")).isEqualTo("red");
      assertThat(get(kubectl, "cm/demo-hook", "{.data.revision}")).isEqualTo("5");
      assertThat(history(kubeconfig)).containsEntry(4, "superseded").containsEntry(5, "deployed");

      assertThat(Helm.uninstall("demo").withNamespace(NAMESPACE).withKubeConfig(kubeconfig).call())
          .contains("demo");
      assertThat(kubectl.run("get", "deploy,cm,baskets", "-n", NAMESPACE, "-o", "name").out())
          .doesNotContain("demo-web", "demo-settings", "basket");
    }
  }

  private static com.marcnuri.helm.UpgradeCommand upgrade(
      Path chart, Path kubeconfig, String colour) {
    return new Helm(chart)
        .upgrade()
        .withName("demo")
        .withNamespace(NAMESPACE)
        .set("colour", colour)
        .withKubeConfig(kubeconfig);
  }

  /// Releases the chart of an earlier revision with its values, both as the Secret has them in
  /// which Helm keeps it.
  private Release rollback(Kubectl kubectl, Path kubeconfig, int revision) throws IOException {
    JsonNode stored = stored(kubectl, revision);
    Path folder = Files.createDirectories(this.folder.resolve("revision-" + revision));
    JsonNode chart = stored.get("chart");
    Files.writeString(folder.resolve("Chart.yaml"), chart.get("metadata").toString());
    Files.writeString(folder.resolve("values.yaml"), chart.get("values").toString());
    for (String kind : List.of("templates", "files")) {
      for (JsonNode file : chart.path(kind)) {
        Path path = folder.resolve(file.get("name").stringValue());
        Files.createDirectories(path.getParent());
        Files.write(path, Base64.getDecoder().decode(file.get("data").stringValue()));
      }
    }
    Path values = Files.writeString(this.folder.resolve("values.json"), config(stored));
    return new Helm(folder)
        .upgrade()
        .withName("demo")
        .withNamespace(NAMESPACE)
        .resetValues()
        .withValuesFile(values)
        .withKubeConfig(kubeconfig)
        .call();
  }

  private static String config(JsonNode stored) {
    JsonNode config = stored.path("config");
    return config.isObject() ? config.toString() : "{}";
  }

  private static JsonNode stored(Kubectl kubectl, int revision) throws IOException {
    String secret = "secret/sh.helm.release.v1.demo.v" + revision;
    byte[] release = Base64.getDecoder().decode(get(kubectl, secret, "{.data.release}"));
    byte[] zipped = Base64.getDecoder().decode(release);
    try (InputStream json = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      return Json.MAPPER.readTree(json.readAllBytes());
    }
  }

  private static Map<Integer, String> history(Path kubeconfig) {
    return Helm.history("demo").withNamespace(NAMESPACE).withKubeConfig(kubeconfig).call().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                ReleaseHistory::getRevision, ReleaseHistory::getStatus));
  }

  private static String get(Kubectl kubectl, String object, String path) {
    return kubectl.run("get", object, "-n", NAMESPACE, "-o", "jsonpath=" + path).orThrow().out();
  }

  private Path writeChart() throws IOException {
    Path chart = folder.resolve("shop");
    for (Map.Entry<String, String> file : CHART.entrySet()) {
      Path path = chart.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return chart;
  }
}
