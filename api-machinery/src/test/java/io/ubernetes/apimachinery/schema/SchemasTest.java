package io.ubernetes.apimachinery.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.apimachinery.schema.Schema.ListType;
import io.ubernetes.apimachinery.schema.Schema.PatchStrategy;
import io.ubernetes.apimachinery.schema.Schema.Presence;
import io.ubernetes.model.GroupVersionKind;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class SchemasTest {

  private final Schema replicaSet =
      Schemas.byKind(new GroupVersionKind("apps", "v1", "ReplicaSet"));

  private static Schema at(Schema schema, String... path) {
    Schema at = schema;
    for (String name : path) {
      at =
          Objects.requireNonNull(
              name.equals("[]") ? at.items() : at.property(name), "nothing at " + name);
    }
    return at;
  }

  @Test
  void aKindIsFoundWithItsFields() {
    assertThat(replicaSet.definition()).isEqualTo("io.k8s.api.apps.v1.ReplicaSet");
    assertThat(replicaSet.properties())
        .containsOnlyKeys("apiVersion", "kind", "metadata", "spec", "status");
    assertThat(at(replicaSet, "spec").required()).containsExactly("selector");
    assertThat(at(replicaSet, "spec", "replicas").type()).isEqualTo(Schema.Type.INTEGER);
    assertThat(at(replicaSet, "spec", "replicas").format()).isEqualTo("int32");
    assertThat(at(replicaSet, "spec").property("replica")).isNull();
  }

  @Test
  void anUnknownKindIsRefused() {
    GroupVersionKind unknown = new GroupVersionKind("apps", "v1", "Replica");
    assertThat(Schemas.find(unknown)).isEmpty();
    assertThatThrownBy(() -> Schemas.byKind(unknown)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void mergeKeysListTypesAndDefaultsAreKnown() {
    Schema ports = at(replicaSet, "spec", "template", "spec", "containers", "[]", "ports");
    assertThat(ports.listType()).isEqualTo(ListType.MAP);
    assertThat(ports.listMapKeys()).containsExactly("containerPort", "protocol");
    assertThat(ports.patchMergeKey()).isEqualTo("containerPort");
    assertThat(ports.patchStrategies()).containsExactly(PatchStrategy.MERGE);
    assertThat(at(ports, "[]", "protocol").defaultValue()).hasToString("\"TCP\"");
    Schema volumes = at(replicaSet, "spec", "template", "spec", "volumes");
    assertThat(volumes.patchStrategies())
        .containsExactlyInAnyOrder(PatchStrategy.MERGE, PatchStrategy.RETAIN_KEYS);
    assertThat(at(replicaSet, "spec", "selector").atomicMap()).isTrue();
  }

  @Test
  void valuesWithoutAJsonTypeOfTheirOwnHaveTheirTypes() {
    Schema container = at(replicaSet, "spec", "template", "spec", "containers", "[]");
    assertThat(at(container, "resources", "limits", "cpu").type()).isEqualTo(Schema.Type.QUANTITY);
    assertThat(at(container, "livenessProbe", "httpGet", "port").type())
        .isEqualTo(Schema.Type.INT_OR_STRING);
    Schema secret = Schemas.byKind(new GroupVersionKind("", "v1", "Secret"));
    assertThat(at(secret, "data", "any").format()).isEqualTo("byte");
    assertThat(at(secret, "metadata", "creationTimestamp").format()).isEqualTo("date-time");
    assertThat(at(secret, "metadata", "managedFields", "[]", "fieldsV1").preservesUnknownFields())
        .isTrue();
  }

  @Test
  void itIsKnownWhenFieldsAreWritten() {
    assertThat(at(replicaSet, "spec", "replicas").presence()).isEqualTo(Presence.KEPT);
    assertThat(at(replicaSet, "spec", "minReadySeconds").presence())
        .isEqualTo(Presence.OMITTED_WHEN_EMPTY);
    assertThat(at(replicaSet, "status").presence()).isEqualTo(Presence.ALWAYS);
    assertThat(at(replicaSet, "status", "replicas").presence()).isEqualTo(Presence.ALWAYS);
  }

  @Test
  void enumsAreKnown() {
    Schema pullPolicy =
        at(replicaSet, "spec", "template", "spec", "containers", "[]", "imagePullPolicy");
    assertThat(pullPolicy.enumValues().toString())
        .isEqualTo("[\"Always\", \"IfNotPresent\", \"Never\"]");
  }

  @Test
  void aSchemaMayContainItself() {
    Schema props =
        Schemas.byName("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");
    assertThat(at(props, "not", "not", "properties", "x", "type").type())
        .isEqualTo(Schema.Type.STRING);
  }

  @Test
  void everyDefinitionOfTheCatalogCanBeParsedAndItsReferencesLeadSomewhere() {
    SchemaCatalog catalog = SchemaCatalog.ofResource("kubernetes.schema");
    for (String name : catalog.names()) {
      for (Schema field : catalog.definition(name).properties().values()) {
        Schema items = field.items();
        assertThat(items == null ? field.type() : items.type()).isNotNull();
      }
    }
    assertThat(catalog.names()).hasSizeGreaterThan(500);
  }

  @Test
  void typesAndFieldsHaveDescriptions() {
    assertThat(replicaSet.description()).isNotEmpty();
    assertThat(at(replicaSet, "spec", "replicas").description()).contains("desired");
    Schema event = Schemas.byKind(new GroupVersionKind("", "v1", "Event"));
    Schema newEvent = Schemas.byKind(new GroupVersionKind("events.k8s.io", "v1", "Event"));
    assertThat(at(event, "reason").description())
        .isNotEmpty()
        .isNotEqualTo(at(newEvent, "reason").description());
  }
}
