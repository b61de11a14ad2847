package io.ubernetes.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The `kubectl create KIND NAME` forms: kubectl 1.32 and newer sends these objects in protobuf,
/// older ones in JSON. Both must give the same objects.
@ParameterizedClass
@MethodSource("io.ubernetes.integration.Kubectl#oldestAndNewest")
final class KubectlProtobufIT extends OnAFederation {

  private static final AtomicInteger namespaces = new AtomicInteger();

  private final Kubectl kubectl;
  private final String namespace = "made-" + namespaces.incrementAndGet();

  KubectlProtobufIT(Path binary, @TempDir Path home) {
    this.kubectl = new Kubectl(binary, adminKubeconfig(), home);
  }

  private String out(String... arguments) {
    return kubectl.run(arguments).orThrow().out();
  }

  @Test
  void objectsAreCreatedByName() {
    assertThat(out("create", "namespace", namespace))
        .isEqualTo("namespace/" + namespace + " created\n");
    assertThat(out("-n", namespace, "create", "serviceaccount", "robot"))
        .isEqualTo("serviceaccount/robot created\n");
    assertThat(
            out(
                "-n",
                namespace,
                "create",
                "configmap",
                "c",
                "--from-literal=a=1",
                "--from-literal=b=ö"))
        .isEqualTo("configmap/c created\n");
    assertThat(out("-n", namespace, "get", "configmap", "c", "-o", "jsonpath={.data}"))
        .isEqualTo("{\"a\":\"1\",\"b\":\"ö\"}");
    assertThat(out("-n", namespace, "create", "secret", "generic", "s", "--from-literal=k=hush"))
        .isEqualTo("secret/s created\n");
    assertThat(out("-n", namespace, "get", "secret", "s", "-o", "jsonpath={.data.k} {.type}"))
        .isEqualTo("aHVzaA== Opaque");
    assertThat(out("-n", namespace, "create", "service", "clusterip", "web", "--tcp=80:8080"))
        .isEqualTo("service/web created\n");
    assertThat(
            out(
                "-n",
                namespace,
                "get",
                "service",
                "web",
                "-o",
                "jsonpath={.spec.ports[0].targetPort} {.spec.selector.app}"))
        .isEqualTo("8080 web");
    assertThat(out("-n", namespace, "get", "configmap", "c", "-o", "yaml", "--show-managed-fields"))
        .contains("manager: kubectl-create", "fieldsType: FieldsV1", "f:data:");
  }

  @Test
  void whatIsWrongIsSaidAsAlways() {
    out("create", "namespace", namespace);
    assertThat(kubectl.run("create", "namespace", namespace).err())
        .isEqualTo(
            "Error from server (AlreadyExists): namespaces \"" + namespace + "\" already exists\n");
    assertThat(kubectl.run("-n", namespace, "create", "configmap", "Not_A_Name").err())
        .contains("ConfigMap \"Not_A_Name\" is invalid: metadata.name:");
    assertThat(kubectl.run("-n", "nowhere", "create", "configmap", "c").err())
        .isEqualTo("error: failed to create configmap: namespaces \"nowhere\" not found\n");
  }
}
