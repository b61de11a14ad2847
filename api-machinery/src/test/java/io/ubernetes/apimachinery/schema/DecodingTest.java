package io.ubernetes.apimachinery.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

final class DecodingTest {

  private static final GroupVersionKind REPLICA_SET =
      new GroupVersionKind("apps", "v1", "ReplicaSet");
  private static final GroupVersionKind CONFIG_MAP = new GroupVersionKind("", "v1", "ConfigMap");

  private static byte[] utf8(String text) {
    return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(utf8(text));
  }

  private static Decoded replicaSet(String body) {
    return Decoding.decode(utf8(body), Schemas.byKind(REPLICA_SET));
  }

  private static Decoded configMap(String body) {
    return Decoding.decode(utf8(body), Schemas.byKind(CONFIG_MAP));
  }

  @Test
  void unknownAndDuplicateFieldsAreDroppedAndReportedInTheirOrder() {
    Decoded decoded =
        replicaSet(
            "{'spec':{'foo':{'a':1},'replicas':1,'replicas':2,'Replicas':3,"
                + "'template':{'spec':{'containers':[{'name':'a'},{'name':'b','x':1}]}}}}");
    assertThat(decoded.strictErrors())
        .containsExactly(
            "unknown field \"spec.foo\"",
            "duplicate field \"spec.replicas\"",
            "unknown field \"spec.Replicas\"",
            "unknown field \"spec.template.spec.containers[1].x\"");
    assertThat(Json.number(decoded.object(), 0, "spec", "replicas")).isEqualTo(2);
    assertThat(Json.at(decoded.object(), "spec", "foo")).isNull();
  }

  @Test
  void aDuplicateStructIsMergedWithTheFirst() {
    Decoded decoded = configMap("{'metadata':{'name':'a'},'metadata':{'labels':{'b':'c'}}}");
    assertThat(decoded.object().get("metadata")).isEqualTo(json("{'name':'a','labels':{'b':'c'}}"));
  }

  @Test
  void emptyOptionalFieldsAreLeftOutButPointersAreKept() {
    Decoded decoded =
        replicaSet(
            "{'metadata':{'labels':{},'finalizers':[],'namespace':''},"
                + "'spec':{'replicas':0,'minReadySeconds':0,'selector':{},"
                + "'template':{'metadata':{},'spec':{'hostNetwork':false,"
                + "'automountServiceAccountToken':false,'containers':[]}}}}");
    assertThat(decoded.object())
        .isEqualTo(
            json(
                "{'metadata':{},'spec':{'replicas':0,'selector':{},'template':{'metadata':{},"
                    + "'spec':{'automountServiceAccountToken':false,'containers':[]}}},"
                    + "'status':{'replicas':0}}"));
  }

  @Test
  void structsThatAreNoPointersAreAlwaysWritten() {
    assertThat(replicaSet("{}").object())
        .isEqualTo(
            json(
                "{'metadata':{},'spec':{'selector':null,"
                    + "'template':{'metadata':{},'spec':{'containers':null}}},"
                    + "'status':{'replicas':0}}"));
  }

  @Test
  void nullIsNothingInAFieldAndTheZeroValueInAMapOrList() {
    assertThat(configMap("{'data':{'a':null},'immutable':null,'metadata':null}").object())
        .isEqualTo(json("{'metadata':{},'data':{'a':''}}"));
    assertThat(configMap("null").object()).isEqualTo(json("{'metadata':{}}"));
  }

  @Test
  void quantitiesAndTimesGetTheirCanonicalForm() {
    Decoded decoded =
        replicaSet(
            "{'metadata':{'creationTimestamp':'2020-01-01T02:00:00.5+01:00'},"
                + "'spec':{'template':{'spec':{'containers':[{'name':'a','resources':"
                + "{'limits':{'cpu':'1000m','memory':'1024Mi'},'requests':{'cpu':0.5}}}]}}}}");
    assertThat(Json.text(decoded.object(), "metadata", "creationTimestamp"))
        .isEqualTo("2020-01-01T01:00:00Z");
    assertThat(decoded.object().at("/spec/template/spec/containers/0/resources"))
        .isEqualTo(json("{'limits':{'cpu':'1','memory':'1Gi'},'requests':{'cpu':'500m'}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'spec':{'replicas':'x'}} | json: cannot unmarshal string into Go struct field"
            + " ReplicaSetSpec.spec.replicas of type int32",
        "{'spec':{'replicas':1.5}} | json: cannot unmarshal number 1.5 into Go struct field"
            + " ReplicaSetSpec.spec.replicas of type int32",
        "{'spec':{'replicas':3000000000}} | json: cannot unmarshal number 3000000000 into Go"
            + " struct field ReplicaSetSpec.spec.replicas of type int32",
        "{'spec':[]} | json: cannot unmarshal array into Go struct field ReplicaSet.spec of type"
            + " v1.ReplicaSetSpec",
        "{'spec':{'template':{'spec':{'containers':{}}}}} | json: cannot unmarshal object into Go"
            + " struct field PodSpec.spec.template.spec.containers of type []v1.Container",
        "{'spec':{'template':{'spec':{'containers':[{'args':[1]}]}}}} | json: cannot unmarshal"
            + " number into Go struct field Container.spec.template.spec.containers.args of type"
            + " string",
        "{'metadata':{'labels':[]}} | json: cannot unmarshal array into Go struct field"
            + " ObjectMeta.metadata.labels of type map[string]string",
        "{'metadata':{'creationTimestamp':'now'}} | parsing time \"now\" as"
            + " \"2006-01-02T15:04:05Z07:00\": cannot parse \"now\" as \"2006\"",
        "{'metadata':{'creationTimestamp':'2020-02-30T00:00:00Z'}} | parsing time"
            + " \"2020-02-30T00:00:00Z\": day out of range"
      })
  void aValueOfTheWrongTypeIsAFaultInGosWords(String body, String fault) {
    assertThat(replicaSet(body).fault()).isEqualTo(fault);
  }

  @Test
  void base64IsChecked() {
    Schema secret = Schemas.byKind(new GroupVersionKind("", "v1", "Secret"));
    assertThat(Decoding.decode(utf8("{'data':{'a':'YQ=='}}"), secret).fault()).isEmpty();
    assertThat(Decoding.decode(utf8("{'data':{'a':'Y?=='}}"), secret).fault())
        .isEqualTo("illegal base64 data at input byte 1");
    assertThat(Decoding.decode(utf8("{'data':{'a':'YQ'}}"), secret).fault())
        .startsWith("illegal base64 data");
  }

  @Test
  void strictModeRefusesWhatOthersWarnOfOrIgnore() {
    byte[] body = utf8("{'apiVersion':'apps/v1','kind':'ReplicaSet','spec':{'foo':1}}");
    Schema schema = Schemas.byKind(REPLICA_SET);
    assertThatThrownBy(() -> Decoding.decode(body, REPLICA_SET, schema, FieldValidation.STRICT))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(400))
        .hasMessage(
            "ReplicaSet in version \"v1\" cannot be handled as a ReplicaSet: strict decoding"
                + " error: unknown field \"spec.foo\"");
    assertThat(Decoding.decode(body, REPLICA_SET, schema, FieldValidation.WARN).warnings())
        .containsExactly("unknown field \"spec.foo\"");
    assertThat(Decoding.decode(body, REPLICA_SET, schema, FieldValidation.IGNORE).warnings())
        .isEmpty();
  }

  @Test
  void anotherVersionOrKindIsRefusedAndNoneIsFilledIn() {
    Schema schema = Schemas.byKind(REPLICA_SET);
    assertThatThrownBy(() ->
            Decoding.decode(
                json("{'apiVersion':'autoscaling/v1','kind':'Scale'}"),
                REPLICA_SET,
                schema,
                FieldValidation.WARN))
        .hasMessage(
            "Scale in version \"v1\" cannot be handled as a ReplicaSet: converting (v1.Scale) to"
                + " (apps.ReplicaSet): unknown conversion");
    assertThatThrownBy(() ->
            Decoding.decode(
                json("{'apiVersion':'apps/v1','kind':'Deployment'}"),
                REPLICA_SET,
                schema,
                FieldValidation.WARN))
        .hasMessage(
            "Deployment in version \"v1\" cannot be handled as a ReplicaSet: converting"
                + " (v1.Deployment) to (apps.ReplicaSet): unknown conversion");
    ObjectNode object =
        Decoding.decode(json("{}"), REPLICA_SET, schema, FieldValidation.WARN).object();
    assertThat(Json.text(object, "apiVersion")).isEqualTo("apps/v1");
    assertThat(Json.text(object, "kind")).isEqualTo("ReplicaSet");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{not json | invalid character 'n' looking for beginning of object key string",
        "{'a':1,} | invalid character '}' looking for beginning of object key string",
        "{'a' 1} | invalid character '1' after object key",
        "{'a':1 'b':2} | invalid character '\"' after object key:value pair",
        "[1 2] | invalid character '2' after array element",
        "{'a':tru} | invalid character '}' in literal true (expecting 'e')",
        "{'a':01} | invalid character '1' after object key:value pair",
        "{'a':-} | invalid character '}' in numeric literal",
        "{'a':'\\x'} | invalid character 'x' in string escape code",
        "{'a': | unexpected end of JSON input",
        "{} x | invalid character 'x' after top-level value"
      })
  void textThatIsNoJsonIsExplainedInGosWords(String text, String words) {
    assertThat(GoJsonSyntax.fault(utf8(text))).isEqualTo(words);
  }

  @Test
  void kindsThatAreNotBuiltInKeepWrongTypesForTheValidation() {
    GroupVersionKind kind = new GroupVersionKind("example.com", "v1", "Widget");
    Schema schema =
        StructuralSchema.ofKind(
            kind,
            json(
                "{'type':'object','properties':{'spec':{'type':'object','properties':"
                    + "{'size':{'type':'integer'},'free':{'type':'object',"
                    + "'x-kubernetes-preserve-unknown-fields':true},"
                    + "'none':{'type':'string','nullable':true}}}}}"));
    Decoded decoded =
        Decoding.decode(
            utf8(
                "{'metadata':{'name':'w','labels':{}},'spec':{'size':'x','free':{'a':{'b':null}},"
                    + "'none':null,'other':1}}"),
            schema);
    assertThat(decoded.fault()).isEmpty();
    assertThat(decoded.strictErrors()).containsExactly("unknown field \"spec.other\"");
    assertThat(decoded.object())
        .isEqualTo(
            json(
                "{'metadata':{'name':'w'},'spec':{'size':'x','free':{'a':{'b':null}},'none':null}}"));
  }
}
