package io.ubernetes.apimachinery.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.StructuralSchema;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class CustomKindTest {

  private static final GroupVersionKind WIDGET =
      new GroupVersionKind("shop.example.com", "v1beta1", "Widget");

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /// A kind like the built-in ReplicaSet but for its names and schema.
  private static ResourceType widgets() {
    ResourceType like =
        BuiltinKinds.all().stream()
            .filter(type -> type.names().plural().equals("replicasets"))
            .findFirst()
            .orElseThrow();
    Schema schema =
        StructuralSchema.ofKind(
            WIDGET,
            json(
                "{'type':'object','description':'A thing.','properties':{'spec':{'type':'object',"
                    + "'required':['size'],'properties':{'size':{'type':'integer','minimum':1,"
                    + "'default':3},'port':{'x-kubernetes-int-or-string':true},"
                    + "'mode':{'type':'string','enum':['A','B'],'nullable':true},"
                    + "'selector':{'$ref':'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector'},"
                    + "'free':{'type':'object','x-kubernetes-preserve-unknown-fields':true},"
                    + "'parts':{'type':'array','x-kubernetes-list-type':'map',"
                    + "'x-kubernetes-list-map-keys':['b','a'],'items':{'type':'object',"
                    + "'properties':{'a':{'type':'string'},'b':{'type':'string'}}}}}}}}"));
    return new ResourceType(
        WIDGET.group(),
        new ResourceType.Names("Widget", "WidgetList", "widgets", "widget", List.of(), List.of()),
        like.scope(),
        List.of(ResourceType.Version.stored("v1beta1", schema, List.of())),
        WIDGET,
        new GroupResource(WIDGET.group(), "widgets"),
        like.subresources(),
        true,
        like.strategy());
  }

  @Test
  void aKindOfOnesOwnIsDescribedLikeACustomResource() {
    OpenApiDocuments documents = new OpenApiDocuments(List.of(widgets()));
    JsonNode schemas =
        Json.parseObject(documents.v3("apis/shop.example.com/v1beta1").orElseThrow().bytes())
            .at("/components/schemas");
    JsonNode widget = schemas.path("com.example.shop.v1beta1.Widget");
    assertThat(widget.path("description").asString()).isEqualTo("A thing.");
    assertThat(widget.path("x-kubernetes-group-version-kind"))
        .hasToString(
            "[{\"group\":\"shop.example.com\",\"kind\":\"Widget\",\"version\":\"v1beta1\"}]");
    JsonNode spec = widget.at("/properties/spec");
    assertThat(spec.path("required")).hasToString("[\"size\"]");
    assertThat(spec.at("/properties/size"))
        .isEqualTo(json("{'type':'integer','minimum':1,'default':3}"));
    assertThat(spec.at("/properties/port")).isEqualTo(json("{'x-kubernetes-int-or-string':true}"));
    assertThat(spec.at("/properties/mode"))
        .isEqualTo(json("{'type':'string','enum':['A','B'],'nullable':true}"));
    assertThat(spec.at("/properties/free"))
        .isEqualTo(json("{'type':'object','x-kubernetes-preserve-unknown-fields':true}"));
    assertThat(spec.at("/properties/parts/x-kubernetes-list-map-keys"))
        .hasToString("[\"b\",\"a\"]");
    assertThat(spec.at("/properties/selector/$ref").asString()).endsWith(".LabelSelector");
    assertThat(schemas.has("io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector")).isTrue();
  }

  @Test
  void itsListHasADefinitionToo() {
    OpenApiDocuments documents = new OpenApiDocuments(List.of(widgets()));
    ObjectNode v2 = Json.parseObject(documents.v2("").bytes());
    JsonNode list = v2.path("definitions").path("com.example.shop.v1beta1.WidgetList");
    assertThat(list.at("/properties/items/items/$ref").asString())
        .isEqualTo("#/definitions/com.example.shop.v1beta1.Widget");
    assertThat(list.at("/x-kubernetes-group-version-kind/0/kind").asString())
        .isEqualTo("WidgetList");
  }
}
