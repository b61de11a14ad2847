package io.ubernetes.apimachinery.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Admissionregistration;
import io.kubernetes.client.proto.V1Apiextensions;
import io.kubernetes.client.proto.V1Apps;
import io.kubernetes.client.proto.V1Autoscaling;
import io.kubernetes.client.proto.V1Batch;
import io.kubernetes.client.proto.V1Coordination;
import io.kubernetes.client.proto.V1Discovery;
import io.kubernetes.client.proto.V1Networking;
import io.kubernetes.client.proto.V1Policy;
import io.kubernetes.client.proto.V1Rbac;
import io.kubernetes.client.proto.V1Scheduling;
import io.kubernetes.client.proto.V1Storage;
import io.kubernetes.client.proto.V2Autoscaling;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.apimachinery.schema.FieldValidation;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schemas;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.node.ObjectNode;

class ProtobufBodyPropertyTest {

  private static final Map<GroupVersionKind, FileDescriptor> KINDS =
      Map.ofEntries(
          kind("v1", "Namespace", V1.getDescriptor()),
          kind("v1", "ConfigMap", V1.getDescriptor()),
          kind("v1", "Secret", V1.getDescriptor()),
          kind("v1", "Service", V1.getDescriptor()),
          kind("v1", "ServiceAccount", V1.getDescriptor()),
          kind("v1", "Event", V1.getDescriptor()),
          kind("v1", "Pod", V1.getDescriptor()),
          kind("v1", "Node", V1.getDescriptor()),
          kind("v1", "Endpoints", V1.getDescriptor()),
          kind("v1", "PersistentVolumeClaim", V1.getDescriptor()),
          kind("v1", "PersistentVolume", V1.getDescriptor()),
          kind("v1", "ResourceQuota", V1.getDescriptor()),
          kind("v1", "LimitRange", V1.getDescriptor()),
          kind("v1", "ReplicationController", V1.getDescriptor()),
          kind("apps/v1", "Deployment", V1Apps.getDescriptor()),
          kind("apps/v1", "ReplicaSet", V1Apps.getDescriptor()),
          kind("apps/v1", "StatefulSet", V1Apps.getDescriptor()),
          kind("apps/v1", "DaemonSet", V1Apps.getDescriptor()),
          kind("apps/v1", "ControllerRevision", V1Apps.getDescriptor()),
          kind("batch/v1", "Job", V1Batch.getDescriptor()),
          kind("batch/v1", "CronJob", V1Batch.getDescriptor()),
          kind("networking.k8s.io/v1", "Ingress", V1Networking.getDescriptor()),
          kind("networking.k8s.io/v1", "IngressClass", V1Networking.getDescriptor()),
          kind("networking.k8s.io/v1", "NetworkPolicy", V1Networking.getDescriptor()),
          kind("policy/v1", "PodDisruptionBudget", V1Policy.getDescriptor()),
          kind("autoscaling/v1", "HorizontalPodAutoscaler", V1Autoscaling.getDescriptor()),
          kind("autoscaling/v1", "Scale", V1Autoscaling.getDescriptor()),
          kind("autoscaling/v2", "HorizontalPodAutoscaler", V2Autoscaling.getDescriptor()),
          kind("scheduling.k8s.io/v1", "PriorityClass", V1Scheduling.getDescriptor()),
          kind("discovery.k8s.io/v1", "EndpointSlice", V1Discovery.getDescriptor()),
          kind("coordination.k8s.io/v1", "Lease", V1Coordination.getDescriptor()),
          kind("storage.k8s.io/v1", "StorageClass", V1Storage.getDescriptor()),
          kind("rbac.authorization.k8s.io/v1", "ClusterRole", V1Rbac.getDescriptor()),
          kind("rbac.authorization.k8s.io/v1", "RoleBinding", V1Rbac.getDescriptor()),
          kind(
              "admissionregistration.k8s.io/v1",
              "ValidatingWebhookConfiguration",
              V1Admissionregistration.getDescriptor()),
          kind(
              "admissionregistration.k8s.io/v1",
              "ValidatingAdmissionPolicy",
              V1Admissionregistration.getDescriptor()),
          kind(
              "apiextensions.k8s.io/v1",
              "CustomResourceDefinition",
              V1Apiextensions.getDescriptor()));

  private static Map.Entry<GroupVersionKind, FileDescriptor> kind(
      String apiVersion, String kind, FileDescriptor file) {
    return Map.entry(GroupVersionKind.of(apiVersion, kind), file);
  }

  @Provide
  Arbitrary<GroupVersionKind> kinds() {
    return Arbitraries.of(KINDS.keySet());
  }

  @Property(tries = 2000)
  void anObjectSentAsProtobufIsTheOneThatIsSentAsJson(
      @ForAll("kinds") GroupVersionKind kind, @ForAll long seed) {
    Schema schema = Schemas.byKind(kind);
    ObjectNode sent = new RandomObjects(new Random(seed)).object(schema);
    sent.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());

    byte[] body = new GoMessages(Objects.requireNonNull(KINDS.get(kind))).body(kind, sent, schema);

    assertThat(ProtobufBody.decode(body, kind, schema))
        .isEqualTo(
            Decoding.decode(Json.bytes(sent), kind, schema, FieldValidation.STRICT).object());
  }
}
