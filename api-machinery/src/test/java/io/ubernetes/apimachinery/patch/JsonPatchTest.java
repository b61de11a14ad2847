package io.ubernetes.apimachinery.patch;

import static io.ubernetes.apimachinery.patch.TestJson.node;
import static io.ubernetes.apimachinery.patch.TestJson.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ubernetes.apimachinery.errors.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ArrayNode;

class JsonPatchTest {

  private static final String OBJECT = "{'a':{'b':[1,2,3],'c':'x','n':null},'s/l':1,'t~e':2}";

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          {'op':'add','path':'/a/d','value':{}}; {'a':{'b':[1,2,3],'c':'x','n':null,'d':{}},'s/l':1,'t~e':2}
          {'op':'add','path':'/a/b/1','value':9}; {'a':{'b':[1,9,2,3],'c':'x','n':null},'s/l':1,'t~e':2}
          {'op':'add','path':'/a/b/-','value':9}; {'a':{'b':[1,2,3,9],'c':'x','n':null},'s/l':1,'t~e':2}
          {'op':'add','path':'/a/b/-1','value':9}; {'a':{'b':[1,2,3,9],'c':'x','n':null},'s/l':1,'t~e':2}
          {'op':'remove','path':'/a/b/-1'}; {'a':{'b':[1,2],'c':'x','n':null},'s/l':1,'t~e':2}
          {'op':'remove','path':'/s~1l'}; {'a':{'b':[1,2,3],'c':'x','n':null},'t~e':2}
          {'op':'remove','path':'/t~0e'}; {'a':{'b':[1,2,3],'c':'x','n':null},'s/l':1}
          {'op':'replace','path':'/a/new','value':1}; {'a':{'b':[1,2,3],'c':'x','n':null,'new':1},'s/l':1,'t~e':2}
          {'op':'replace','path':'/a/b/0','value':5}; {'a':{'b':[5,2,3],'c':'x','n':null},'s/l':1,'t~e':2}
          {'op':'replace','path':'','value':{'all':1}}; {'all':1}
          {'op':'move','from':'/a/c','path':'/c'}; {'a':{'b':[1,2,3],'n':null},'s/l':1,'t~e':2,'c':'x'}
          {'op':'copy','from':'/a/b','path':'/b'}; {'a':{'b':[1,2,3],'c':'x','n':null},'s/l':1,'t~e':2,'b':[1,2,3]}
          {'op':'test','path':'/a/b','value':[1,2,3]}; {'a':{'b':[1,2,3],'c':'x','n':null},'s/l':1,'t~e':2}
          {'op':'test','path':'/a/absent','value':null}; {'a':{'b':[1,2,3],'c':'x','n':null},'s/l':1,'t~e':2}
          {'op':'test','path':'/a/n'}; {'a':{'b':[1,2,3],'c':'x','n':null},'s/l':1,'t~e':2}
          """)
  void oneOperationIsCarriedOut(String operation, String expected) {
    assertThat(JsonPatch.apply(object(OBJECT), node("[" + operation + "]")))
        .isEqualTo(object(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'op':'test','path':'/a/c','value':'y'}",
        "{'op':'test','path':'/a/absent','value':1}",
        "{'op':'test','path':'/a/c','value':null}",
        "{'op':'remove','path':'/absent'}",
        "{'op':'remove','path':'/a/b/3'}",
        "{'op':'remove','path':'/a/b/-4'}",
        "{'op':'remove','path':''}",
        "{'op':'add','path':'/absent/x','value':1}",
        "{'op':'add','path':'/a/c/x','value':1}",
        "{'op':'add','path':'/a/b/5','value':1}",
        "{'op':'add','path':'/a/b/x','value':1}",
        "{'op':'add','path':'noslash','value':1}",
        "{'op':'replace','path':'/a/b/3','value':1}",
        "{'op':'replace','path':'','value':1}",
        "{'op':'replace','path':'','value':[]}",
        "{'op':'move','from':'/absent','path':'/x'}",
        "{'op':'move','path':'/x'}",
        "{'op':'increment','path':'/a'}",
        "{'path':'/a'}",
        "null"
      })
  void anOperationThatCannotBeCarriedOutIsUnprocessable(String operation) {
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class, () -> JsonPatch.apply(object(OBJECT), node("[" + operation + "]")));
    assertThat(refusal.code()).isEqualTo(422);
    assertThat(refusal.getMessage())
        .isEqualTo("the server rejected our request due to an error in our request");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          {'op':'add'}; cannot unmarshal object into Go value of type []handlers.jsonPatchOp
          ['x']; cannot unmarshal string into Go value of type handlers.jsonPatchOp
          [{'op':1}]; cannot unmarshal number into Go struct field jsonPatchOp.op of type string
          """)
  void whatIsNoPatchIsABadRequest(String patch, String message) {
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class, () -> JsonPatch.apply(object(OBJECT), node(patch)));
    assertThat(refusal.code()).isEqualTo(400);
    assertThat(refusal.getMessage()).isEqualTo("error decoding patch: json: " + message);
  }

  @Test
  void neitherTheObjectNorThePatchIsChanged() {
    var object = object(OBJECT);
    var patch = node("[{'op':'add','path':'/v','value':{}},{'op':'add','path':'/v/w','value':1}]");
    JsonPatch.apply(object, patch);
    assertThat(object).isEqualTo(object(OBJECT));
    assertThat(patch.get(0).get("value")).isEqualTo(object("{}"));
  }

  @Test
  void tooManyOperationsAreTooLarge() {
    ArrayNode patch = (ArrayNode) node("[]");
    for (int i = 0; i <= JsonPatch.MAX_OPERATIONS; i++) {
      patch.addObject().put("op", "test").put("path", "/absent");
    }
    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> JsonPatch.apply(object(OBJECT), patch));
    assertThat(refusal.code()).isEqualTo(413);
    assertThat(refusal.getMessage())
        .isEqualTo(
            "Request entity too large: The allowed maximum operations in a JSON patch is 10000,"
                + " got 10001");
  }

  @Test
  void copiesThatDoubleTheObjectAgainAndAgainAreStopped() {
    ArrayNode patch = (ArrayNode) node("[]");
    patch.addObject().put("op", "add").put("path", "/x").put("value", "x".repeat(1000));
    for (int i = 0; i < 40; i++) {
      patch.addObject().put("op", "add").put("path", "/y").putObject("value");
      patch.addObject().put("op", "copy").put("from", "/x").put("path", "/y/1");
      patch.addObject().put("op", "copy").put("from", "/x").put("path", "/y/2");
      patch.addObject().put("op", "move").put("from", "/y").put("path", "/x");
    }
    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> JsonPatch.apply(object(OBJECT), patch));
    assertThat(refusal.code()).isEqualTo(422);
  }
}
