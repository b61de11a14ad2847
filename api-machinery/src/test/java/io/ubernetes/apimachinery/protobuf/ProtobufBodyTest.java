package io.ubernetes.apimachinery.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.V1;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ProtobufBodyTest {

  private static final GroupVersionKind CONFIG_MAP = GroupVersionKind.of("v1", "ConfigMap");
  private static final GroupVersionKind POD = GroupVersionKind.of("v1", "Pod");

  @Test
  void everyFieldOfTheServedKindsHasAPlaceInItsMessage() {
    Set<String> seen = new HashSet<>();
    Set<String> missing = new HashSet<>();
    for (String kind :
        new String[] {"Pod", "Node", "Service", "Secret", "PersistentVolumeClaim", "Event"}) {
      MessageCoverage.check(Schemas.byKind(GroupVersionKind.of("v1", kind)), seen, missing);
    }
    for (String kind : new String[] {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"}) {
      MessageCoverage.check(Schemas.byKind(GroupVersionKind.of("apps/v1", kind)), seen, missing);
    }
    assertThat(missing).isEmpty();
    assertThat(seen).contains("io.k8s.api.core.v1.Container", "io.k8s.api.core.v1.Volume");
  }

  @Test
  void whatIsNoProtobufIsRefusedAsKubernetesRefusesIt() {
    assertRefused(
        bytes("hello"),
        "the object provided is unrecognized (must be of type ConfigMap): provided data does not"
            + " appear to be a protobuf message, expected prefix [107 56 115 0] (68656c6c6f)");
  }

  @Test
  void anotherKindIsRefused() {
    byte[] body = pod();
    assertRefused(
        body,
        "Pod in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Pod) to"
            + " (core.ConfigMap): unknown conversion");
  }

  @Test
  void aBodyThatIsCutOffOrDamagedIsRefusedAndNeverMore() {
    byte[] whole = pod();
    for (int length = 0; length < whole.length; length++) {
      decodeOrRefuse(Arrays.copyOf(whole, length));
    }
    Random random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = whole.clone();
      damaged[4 + random.nextInt(whole.length - 4)] = (byte) random.nextInt(256);
      decodeOrRefuse(damaged);
    }
  }

  private static void decodeOrRefuse(byte[] body) {
    try {
      ProtobufBody.decode(body, POD, Schemas.byKind(POD));
    } catch (ApiException refused) {
      assertThat(refused.code()).isEqualTo(400);
    }
  }

  @Test
  void aBodyThatNamesNoKindIsOfTheOneExpected() {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", "a");
    object.putObject("data").put("k", "v");
    byte[] body =
        new GoMessages(V1.getDescriptor()).body(CONFIG_MAP, object, Schemas.byKind(CONFIG_MAP));
    byte[] nameless = new byte[body.length];
    System.arraycopy(body, 0, nameless, 0, body.length);
    int kind = new String(body, StandardCharsets.ISO_8859_1).indexOf("ConfigMap");
    nameless[kind - 2] = 0x7a; // field 15, which is unknown and skipped

    ObjectNode read = ProtobufBody.decode(nameless, CONFIG_MAP, Schemas.byKind(CONFIG_MAP));

    assertThat(Json.text(read, "kind")).isEqualTo("ConfigMap");
    assertThat(Json.text(read, "data", "k")).isEqualTo("v");
  }

  @Test
  void optionsComeInAnyGroup() {
    GroupVersionKind kind = GroupVersionKind.of("apps/v1", "DeleteOptions");
    var schema = Schemas.byName("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");
    ObjectNode options = Json.object().put("propagationPolicy", "Orphan");
    options.put("gracePeriodSeconds", 0);
    byte[] body = new GoMessages(Meta.getDescriptor()).body(kind, options, schema);

    ObjectNode read = ProtobufBody.decodeOptions(body, "DeleteOptions", schema);

    assertThat(Json.text(read, "propagationPolicy")).isEqualTo("Orphan");
    assertThat(Json.number(read, -1, "gracePeriodSeconds")).isZero();
  }

  private static byte[] pod() {
    ObjectNode pod = new RandomObjects(new Random(3)).object(Schemas.byKind(POD));
    pod.put("apiVersion", "v1").put("kind", "Pod");
    return new GoMessages(V1.getDescriptor()).body(POD, pod, Schemas.byKind(POD));
  }

  private static void assertRefused(byte[] body, String message) {
    assertThatThrownBy(() -> ProtobufBody.decode(body, CONFIG_MAP, Schemas.byKind(CONFIG_MAP)))
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
