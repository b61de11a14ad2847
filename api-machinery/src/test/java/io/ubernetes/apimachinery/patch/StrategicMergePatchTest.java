package io.ubernetes.apimachinery.patch;

import static io.ubernetes.apimachinery.patch.TestJson.node;
import static io.ubernetes.apimachinery.patch.TestJson.object;
import static io.ubernetes.apimachinery.patch.TestSchema.keyedList;
import static io.ubernetes.apimachinery.patch.TestSchema.listOf;
import static io.ubernetes.apimachinery.patch.TestSchema.mapOf;
import static io.ubernetes.apimachinery.patch.TestSchema.setOf;
import static io.ubernetes.apimachinery.patch.TestSchema.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.Schema.PatchStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrategicMergePatchTest {

  private static final Schema ITEM =
      TestSchema.object()
          .field("name", string())
          .field("image", string())
          .field("args", listOf(string()))
          .field("env", keyedList(TestSchema.object().field("v", string()), "n").mergedBy("n"));

  private static final Schema SCHEMA =
      TestSchema.object()
          .field("items", keyedList(ITEM, "name").mergedBy("name"))
          .field("finalizers", setOf(string()).strategy(PatchStrategy.MERGE))
          .field("labels", mapOf(string()))
          .field("source", TestSchema.object().strategy(PatchStrategy.REPLACE))
          .field(
              "strategy",
              TestSchema.object()
                  .field("type", string())
                  .field("rolling", TestSchema.object())
                  .strategy(PatchStrategy.RETAIN_KEYS));

  private static final String OBJECT =
      """
      {'items':[{'name':'a','image':'a:1','args':['x'],'env':[{'n':'A','v':'1'},{'n':'B'}]},
                {'name':'b','image':'b:1'}],
       'finalizers':['f1','f2'],
       'labels':{'l':'1'},
       'source':{'x':1,'y':2},
       'strategy':{'type':'R','rolling':{'max':1}}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          /items; {'items':[{'name':'b','image':'b:2'}]}; [{'name':'a','image':'a:1','args':['x'],'env':[{'n':'A','v':'1'},{'n':'B'}]},{'name':'b','image':'b:2'}]
          /items/0/args; {'items':[{'name':'a','args':['z']}]}; ['z']
          /items/0/env; {'items':[{'name':'a','env':[{'n':'C'},{'n':'A','v':null}]}]}; [{'n':'C'},{'n':'A'},{'n':'B'}]
          /items/0/env; {'items':[{'name':'a','env':[{'n':'A','$patch':'delete'}]}]}; [{'n':'B'}]
          /items; {'items':[{'name':'c'}]}; [{'name':'c'},{'name':'a','image':'a:1','args':['x'],'env':[{'n':'A','v':'1'},{'n':'B'}]},{'name':'b','image':'b:1'}]
          /items; {'items':[{'name':'c'},{'$patch':'replace'}]}; [{'name':'c'}]
          /items; {'items':[{'$patch':'replace'}]}; []
          /items; {'$setElementOrder/items':[{'name':'b'},{'name':'c'},{'name':'a'}],'items':[{'name':'c'},{'name':'a','image':null,'args':null,'env':null}]}; [{'name':'b','image':'b:1'},{'name':'c'},{'name':'a'}]
          /finalizers; {'finalizers':['f3','f1']}; ['f3','f1','f2']
          /finalizers; {'$deleteFromPrimitiveList/finalizers':['f1','f9']}; ['f2']
          /finalizers; {'$setElementOrder/finalizers':['f2','f3','f1'],'finalizers':['f3']}; ['f2','f3','f1']
          /labels; {'labels':{'l':null,'m':'2'}}; {'m':'2'}
          /labels; {'labels':{'$patch':'replace','m':'2'}}; {'m':'2'}
          /labels; {'labels':{'$patch':'delete'}}; {}
          /source; {'source':{'z':3}}; {'z':3}
          /strategy; {'strategy':{'$retainKeys':['type'],'type':'C'}}; {'type':'C'}
          /strategy; {'strategy':{'rolling':{'max':2}}}; {'type':'R','rolling':{'max':2}}
          """)
  void oneFieldIsMerged(String pointer, String patch, String expected) {
    assertThat(StrategicMergePatch.apply(object(OBJECT), node(patch), SCHEMA).at(pointer))
        .isEqualTo(node(expected));
  }

  @Test
  void withNothingToMergeWithDirectivesMeanNothing() {
    var patch = node("{'labels':{'$patch':'replace','a':'1'},'items':[{'name':'a','x':null}]}");
    assertThat(StrategicMergePatch.apply(object("{}"), patch, SCHEMA))
        .isEqualTo(object("{'items':[{'name':'a'}]}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          {'items':[{'image':'x'}]}; 500; map: map[image:x] does not contain declared merge key: name
          {'strategy':{'$patch':'sometimes'}}; 500; unknown patch type: sometimes in map: map[$patch:sometimes]
          {'items':[{'name':'a','$patch':'merge'}]}; 500; merging lists cannot yet be specified in the patch
          {'strategy':{'$retainKeys':['type'],'rolling':{}}}; 400; invalid patch format of retainKeys
          {'$deleteFromPrimitiveList':['f1']}; 400; invalid patch format of primitive list
          {'$setElementOrder':['f1']}; 400; invalid patch format of setElementOrder list
          [1]; 400; json: cannot unmarshal array into Go value of type map[string]interface {}
          """)
  void aPatchThatCannotBeCarriedOutIsRefused(String patch, int code, String message) {
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class,
            () -> StrategicMergePatch.apply(object(OBJECT), node(patch), SCHEMA));
    assertThat(refusal.getMessage()).isEqualTo(message);
    assertThat(refusal.code()).isEqualTo(code);
  }

  @Test
  void anOrderThatContradictsThePatchIsRefused() {
    var patch =
        node("{'$setElementOrder/items':[{'name':'a'}],'items':[{'name':'c'},{'name':'a'}]}");
    ApiException refusal =
        catchThrowableOfType(
            ApiException.class, () -> StrategicMergePatch.apply(object(OBJECT), patch, SCHEMA));
    assertThat(refusal.getMessage())
        .startsWith("The order in patch list:\n[map[name:c] map[name:a]]\n doesn't match");
  }

  @Test
  void neitherTheObjectNorThePatchIsChanged() {
    var object = object(OBJECT);
    var patch = node("{'items':[{'name':'a','$patch':'delete'},{'name':'b','image':'b:3'}]}");
    StrategicMergePatch.apply(object, patch, SCHEMA);
    assertThat(object).isEqualTo(object(OBJECT));
    assertThat(patch)
        .isEqualTo(node("{'items':[{'name':'a','$patch':'delete'},{'name':'b','image':'b:3'}]}"));
  }
}
