package io.ubernetes.apimachinery.patch.apply;

import static io.ubernetes.apimachinery.patch.TestJson.node;
import static io.ubernetes.apimachinery.patch.TestJson.object;
import static io.ubernetes.apimachinery.patch.apply.Samples.KIND;
import static io.ubernetes.apimachinery.patch.apply.Samples.LATER;
import static io.ubernetes.apimachinery.patch.apply.Samples.SCHEMA;
import static io.ubernetes.apimachinery.patch.apply.Samples.THEN;
import static io.ubernetes.apimachinery.patch.apply.Samples.sample;
import static io.ubernetes.apimachinery.patch.apply.Samples.writer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ubernetes.apimachinery.errors.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class FieldManagementTest {

  private static final WrittenForm FORM = new WrittenForm(SCHEMA, FieldSet.ofFields("status"));

  @Test
  void aNewObjectBelongsToItsCreator() {
    ObjectNode live =
        create("{'metadata':{'labels':{'a':'1'}},'spec':{'ports':[{'port':80}],'args':['x']}}");
    assertThat(ManagedFields.of(live))
        .isEqualTo(
            node(
                """
                [{'manager':'maker','operation':'Update','apiVersion':'example.com/v1',
                  'time':'2026-01-02T03:04:05Z','fieldsType':'FieldsV1','fieldsV1':{
                  'f:metadata':{'f:labels':{'.':{},'f:a':{}}},
                  'f:spec':{'.':{},'f:args':{},'f:ports':{'.':{},
                    'k:{\\"port\\":80,\\"protocol\\":\\"TCP\\"}':{'.':{},'f:port':{}}}}}}]
                """));
  }

  @Test
  void whatAnUpdateChangesMovesToTheWriter() {
    ObjectNode live = create("{'spec':{'replicas':1,'args':['x']}}");
    ObjectNode updated = update(live, "{'spec':{'replicas':2,'args':['x']}}", "hand");
    assertThat(fields(updated, "maker")).isEqualTo(node("{'f:spec':{'.':{},'f:args':{}}}"));
    assertThat(fields(updated, "hand")).isEqualTo(node("{'f:spec':{'f:replicas':{}}}"));
    assertThat(entry(updated, "hand").get("time").asString()).isEqualTo("2026-01-02T03:05:06Z");
    assertThat(entry(updated, "maker").get("time").asString()).isEqualTo("2026-01-02T03:04:05Z");
  }

  @Test
  void anUpdateThatChangesNothingKeepsTheEntries() {
    ObjectNode live = create("{'spec':{'replicas':1}}");
    ObjectNode updated = update(live, "{'spec':{'replicas':1}}", "hand");
    assertThat(updated).isEqualTo(live);
  }

  @Test
  void whatIsGoneBelongsToNobody() {
    ObjectNode live = create("{'metadata':{'labels':{'a':'1'}},'spec':{'replicas':1}}");
    ObjectNode updated = update(live, "{'spec':{'replicas':1}}", "hand");
    assertThat(fields(updated, "maker")).isEqualTo(node("{'f:spec':{'.':{},'f:replicas':{}}}"));
    assertThat(entries(updated)).hasSize(1);
  }

  @Test
  void fieldsThatTheEndpointDoesNotWriteAreNotOwned() {
    ObjectNode object = sample("{'spec':{'replicas':1},'status':{'ready':1}}");
    FieldManagement.update(null, object, writer("maker"), THEN, FORM);
    assertThat(fields(object, "maker")).isEqualTo(node("{'f:spec':{'.':{},'f:replicas':{}}}"));
  }

  @Test
  void aSubresourceHasAnEntryOfItsOwnAndTakesNoManagedFieldsFromTheClient() {
    ObjectNode live = create("{'spec':{'replicas':1}}");
    ObjectNode object = sample("{'spec':{'replicas':1},'status':{'ready':1}}");
    FieldManagement.set(object, node("[{}]"));
    Writer writer = new Writer("maker", KIND, "status");
    FieldManagement.update(
        live, object, writer, LATER, new WrittenForm(SCHEMA, FieldSet.ofFields("spec")));
    assertThat(entries(object)).hasSize(2);
    assertThat(entries(object).get(1).get("subresource").asString()).isEqualTo("status");
    assertThat(entries(object).get(1).get("fieldsV1"))
        .isEqualTo(node("{'f:status':{'.':{},'f:ready':{}}}"));
  }

  @Test
  void anEmptyListOfManagedFieldsResetsNothing() {
    ObjectNode live = create("{'spec':{'replicas':1}}");
    ObjectNode object = sample("{'metadata':{'uid':'u'},'spec':{'replicas':2}}");
    FieldManagement.set(object, null);
    ((ObjectNode) object.get("metadata")).set("managedFields", node("[]"));
    FieldManagement.update(live, object, writer("hand"), LATER, FORM);
    assertThat(entries(object)).isNotEmpty();
  }

  @Test
  void aClientMayResetManagedFieldsAndThenNothingIsTracked() {
    ObjectNode live = create("{'spec':{'replicas':1}}");
    ObjectNode object = sample("{'metadata':{'uid':'u'},'spec':{'replicas':2}}");
    FieldManagement.set(object, null);
    ((ObjectNode) object.get("metadata")).set("managedFields", node("[{}]"));
    FieldManagement.update(live, object, writer("hand"), LATER, FORM);
    assertThat(ManagedFields.of(object)).isNull();
    ObjectNode next = update(object, "{'spec':{'replicas':3}}", "hand");
    assertThat(ManagedFields.of(next)).isNull();
  }

  @Test
  void managedFieldsOfTheClientThatMakeNoSenseAreIgnored() {
    ObjectNode live = create("{'spec':{'replicas':1}}");
    ObjectNode object = sample("{'metadata':{'uid':'u'},'spec':{'replicas':1}}");
    FieldManagement.set(object, node("[{'manager':'x','operation':'Nonsense'}]"));
    FieldManagement.update(live, object, writer("hand"), LATER, FORM);
    assertThat(entries(object)).isEqualTo(entries(live));
  }

  @Test
  void aClientMayGiveUpWhatItOwns() {
    ObjectNode live = create("{'spec':{'replicas':1,'args':['x']}}");
    ObjectNode object = live.deepCopy();
    ((ObjectNode) entry(object, "maker")).set("fieldsV1", node("{'f:spec':{'f:args':{}}}"));
    FieldManagement.update(live, object, writer("hand"), LATER, FORM);
    assertThat(fields(object, "maker")).isEqualTo(node("{'f:spec':{'f:args':{}}}"));
  }

  @Test
  void theOldestOfTooManyUpdatersAreMerged() {
    ObjectNode live = create("{'metadata':{'labels':{'l0':'x'}}}");
    StringBuilder labels = new StringBuilder("'l0':'x'");
    for (int i = 1; i <= 12; i++) {
      labels.append(",'l").append(i).append("':'x'");
      ObjectNode object = sample("{'metadata':{'uid':'u','labels':{" + labels + "}}}");
      Instant time = THEN.plusSeconds(i);
      live = FieldManagement.update(live, object, writer("m" + i), time, FORM);
    }
    assertThat(entries(live)).hasSize(ManagedFields.MAX_UPDATE_MANAGERS);
    assertThat(fields(live, "ancient-changes"))
        .isEqualTo(
            node("{'f:metadata':{'f:labels':{'.':{},'f:l0':{},'f:l1':{},'f:l2':{},'f:l3':{}}}}"));
    assertThat(entry(live, "ancient-changes").get("time").asString())
        .isEqualTo("2026-01-02T03:04:08Z");
  }

  @Test
  void conflictsNameTheFieldsAndTheirOwners() {
    ObjectNode live = create("{'spec':{'replicas':1,'ports':[{'port':80,'name':'a'}]}}");
    live = apply(live, "{'spec':{'args':['x']}}", "other").object();
    var config = sample("{'spec':{'replicas':2,'args':['y'],'ports':[{'port':80,'name':'b'}]}}");
    ApplyResult result =
        FieldManagement.apply(live, config, writer("me"), ConflictPolicy.REFUSE, LATER, FORM);
    ApiException refusal = ((ApplyResult.Conflicts) result).toException();
    assertThat(refusal.code()).isEqualTo(409);
    assertThat(refusal.getMessage())
        .isEqualTo(
            """
            Apply failed with 3 conflicts: conflicts with "maker" using example.com/v1:
            - .spec.replicas
            - .spec.ports[port=80,protocol="TCP"].name
            conflicts with "other":
            - .spec.args\
            """);
    assertThat(refusal.status().at("/details/causes/0"))
        .isEqualTo(
            node(
                "{'reason':'FieldManagerConflict','message':'conflict with \\\"maker\\\" using"
                    + " example.com/v1','field':'.spec.replicas'}"));
  }

  @Test
  void anObjectWithoutOwnersBelongsToBeforeFirstApply() {
    ObjectNode live = sample("{'metadata':{'uid':'u'},'spec':{'replicas':1,'args':['x']}}");
    ObjectNode applied = apply(live, "{'spec':{'replicas':1}}", "me").object();
    assertThat(fields(applied, "before-first-apply"))
        .isEqualTo(node("{'f:spec':{'.':{},'f:args':{},'f:replicas':{}}}"));
    assertThat(fields(applied, "me")).isEqualTo(node("{'f:spec':{'f:replicas':{}}}"));
  }

  @Test
  void whatIsNotAppliedAnyMoreGoesUnlessOthersOwnIt() {
    ObjectNode live = apply(null, "{'spec':{'replicas':1,'args':['x']}}", "me").object();
    live = apply(live, "{'spec':{'replicas':1}}", "other").object();
    ObjectNode left = apply(live, "{'metadata':{'labels':{'a':'1'}}}", "me").object();
    assertThat(left.get("spec")).isEqualTo(object("{'replicas':1}"));
    ObjectNode empty = apply(left, "{}", "other").object();
    assertThat(empty.has("spec")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          [1,2,3]; [9]; [1,2,3,9]
          [1,2,3]; [2]; [1,2,3]
          [1,2,3]; [3,1]; [2,3,1]
          [1,2,3]; [3,9,2]; [1,3,9,2]
          [1,2,3]; [9,2]; [1,9,2,3]
          [1,2,3,4]; [4,3,2,1]; [4,3,2,1]
          [1]; [2,1]; [2,1]
          """)
  void listsAreMergedInTheOrderOfTheConfiguration(String live, String config, String merged) {
    ObjectNode object = sample("{'spec':{'ports':" + ports(live) + "}}");
    ObjectNode applied = sample("{'spec':{'ports':" + ports(config) + "}}");
    List<Integer> order = new ArrayList<>();
    ConfigurationMerge.merge(object, applied, SCHEMA)
        .at("/spec/ports")
        .forEach(port -> order.add(port.get("port").asInt()));
    assertThat(order.toString().replace(" ", "")).isEqualTo(merged);
  }

  private static String ports(String numbers) {
    return numbers.replaceAll("(\\d)", "{'port':$1}");
  }

  @Test
  void aKeyThatIsLeftOutHasItsDefault() {
    ObjectNode live = create("{'spec':{'ports':[{'port':80,'protocol':'TCP'}]}}");
    ObjectNode applied = apply(live, "{'spec':{'ports':[{'port':80,'name':'n'}]}}", "me").object();
    assertThat(applied.at("/spec/ports"))
        .isEqualTo(node("[{'port':80,'protocol':'TCP','name':'n'}]"));
  }

  @Test
  void kubectlTakesOverFromClientSideApply() {
    ObjectNode object = sample("{'spec':{'replicas':1,'args':['x']}}");
    String last = "{'apiVersion':'example.com/v1','kind':'Sample','spec':{'replicas':1}}";
    ((ObjectNode) object.get("metadata"))
        .putObject("annotations")
        .put(LastApplied.ANNOTATION, last.replace('\'', '"'));
    ObjectNode live = FieldManagement.update(null, object, writer("maker"), THEN, FORM);
    ObjectNode applied = apply(live, "{'spec':{'replicas':5}}", "kubectl").object();
    assertThat(applied.at("/spec/replicas").asInt()).isEqualTo(5);
    String expected =
        "{'apiVersion':'example.com/v1','kind':'Sample','metadata':{'name':'s'},"
            + "'spec':{'replicas':5}}\n";
    assertThat(applied.get("metadata").get("annotations").get(LastApplied.ANNOTATION).asString())
        .isEqualTo(expected.replace('\'', '"'));
    ApplyResult refused =
        FieldManagement.apply(
            live,
            sample("{'spec':{'args':['y']}}"),
            writer("kubectl"),
            ConflictPolicy.REFUSE,
            LATER,
            FORM);
    assertThat(refused).isInstanceOf(ApplyResult.Conflicts.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          {'spec':{'nope':1}}; 500; .spec.nope: field not declared in schema
          {'spec':{'replicas':'x'}}; 500; .spec.replicas: expected numeric (int or float), got string
          {'spec':{'ports':[{'name':'n','protocol':null}]}}; 0;
          {'spec':{'ports':[{'port':1},{'port':1,'protocol':'TCP'}]}}; 500; .spec.ports: duplicate entries for key [port=1,protocol="TCP"]
          {'metadata':{'finalizers':['a','a']}}; 500; .metadata.finalizers: duplicate entries for key [="a"]
          {'metadata':{'finalizers':[{}]}}; 500; .metadata.finalizers: element 0: associative list without keys has an element that's a map type
          """)
  void aConfigurationMustFitTheSchema(String config, int code, @Nullable String problem) {
    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> apply(null, config, "me"));
    if (problem == null) {
      assertThat(refusal).isNull();
    } else {
      assertThat(refusal.code()).isEqualTo(code);
      assertThat(refusal.getMessage())
          .isEqualTo(
              "failed to create typed patch object (/s; example.com/v1, Kind=Sample): " + problem);
    }
  }

  @Test
  void aConfigurationOfAnotherKindOrWithManagedFieldsIsABadRequest() {
    ObjectNode other = sample("{}").put("kind", "Other");
    assertThat(refusal(other)).isEqualTo("invalid object type: example.com/v1, Kind=Other");
    assertThat(refusal(object("{'metadata':{'name':'s'}}")))
        .isEqualTo("invalid object type: /, Kind=");
    assertThat(refusal(sample("{'metadata':{'managedFields':[]}}")))
        .isEqualTo("metadata.managedFields must be nil");
  }

  private static @Nullable String refusal(ObjectNode config) {
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () ->
                FieldManagement.apply(
                    null, config, writer("me"), ConflictPolicy.FORCE, THEN, FORM));
    assertThat(refusal.code()).isEqualTo(400);
    return refusal.getMessage();
  }

  private static ObjectNode create(String fields) {
    ObjectNode object = sample(fields);
    FieldManagement.update(null, object, writer("maker"), THEN, FORM);
    ((ObjectNode) object.get("metadata")).put("uid", "u");
    return object;
  }

  private static ObjectNode update(ObjectNode live, String fields, String manager) {
    ObjectNode object = sample(fields);
    ObjectNode metadata = (ObjectNode) object.get("metadata");
    metadata.put("uid", "u");
    return FieldManagement.update(live, object, writer(manager), LATER, FORM);
  }

  private static ApplyResult.Applied apply(
      @Nullable ObjectNode live, String config, String manager) {
    return (ApplyResult.Applied)
        FieldManagement.apply(
            live, sample(config), writer(manager), ConflictPolicy.REFUSE, LATER, FORM);
  }

  private static JsonNode entries(ObjectNode object) {
    JsonNode entries = ManagedFields.of(object);
    if (entries == null) {
      throw new AssertionError("nobody owns anything in " + object);
    }
    return entries;
  }

  private static JsonNode entry(ObjectNode object, String manager) {
    for (JsonNode entry : entries(object)) {
      if (entry.get("manager").asString().equals(manager)) {
        return entry;
      }
    }
    throw new AssertionError(manager + " owns nothing in " + object);
  }

  private static JsonNode fields(ObjectNode object, String manager) {
    return entry(object, manager).path("fieldsV1");
  }
}
