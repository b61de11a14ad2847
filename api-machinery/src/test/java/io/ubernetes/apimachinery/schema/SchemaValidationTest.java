package io.ubernetes.apimachinery.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

final class SchemaValidationTest {

  private static final Schema WIDGET =
      StructuralSchema.of(
          json(
              "{'type':'object','properties':{'spec':{'type':'object','required':['size'],"
                  + "'properties':{'size':{'type':'integer','minimum':1,'maximum':10},"
                  + "'port':{'x-kubernetes-int-or-string':true},"
                  + "'mode':{'type':'string','enum':['A','B']},"
                  + "'when':{'type':'string','format':'date-time'},"
                  + "'name':{'type':'string','pattern':'^[a-z]+$','minLength':2,'maxLength':4},"
                  + "'list':{'type':'array','maxItems':2,'minItems':1,'items':{'type':'string'},"
                  + "'x-kubernetes-list-type':'set'},"
                  + "'map':{'type':'array','x-kubernetes-list-type':'map',"
                  + "'x-kubernetes-list-map-keys':['k'],'items':{'type':'object','properties':"
                  + "{'k':{'type':'string'}}}},"
                  + "'labels':{'type':'object','additionalProperties':{'type':'string'}},"
                  + "'none':{'type':'string','nullable':true}}}}}"));

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> errors(String spec) {
    return SchemaValidation.validate(WIDGET, json("{'spec':" + spec + "}"), "").stream()
        .map(FieldError::toString)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | spec.size: Required value",
        "{'size':'x'} | spec.size: Invalid value: \"string\": spec.size in body must be of type"
            + " integer: \"string\"",
        "{'size':null} | spec.size: Invalid value: \"null\": spec.size in body must be of type"
            + " integer: \"null\"",
        "{'size':11} | spec.size: Invalid value: 11: spec.size in body should be less than or equal"
            + " to 10",
        "{'size':0} | spec.size: Invalid value: 0: spec.size in body should be greater than or"
            + " equal to 1",
        "{'size':1,'port':true} | spec.port: Invalid value: \"boolean\": spec.port in body must be"
            + " of type integer,string: \"boolean\"",
        "{'size':1,'mode':'C'} | spec.mode: Unsupported value: \"C\": supported values: \"A\","
            + " \"B\"",
        "{'size':1,'when':'yesterday'} | spec.when: Invalid value: \"yesterday\": spec.when in body"
            + " must be of type date-time: \"yesterday\"",
        "{'size':1,'name':'AB'} | spec.name: Invalid value: \"AB\": spec.name in body should match"
            + " '^[a-z]+$'",
        "{'size':1,'name':'a'} | spec.name: Invalid value: \"a\": spec.name in body should be at"
            + " least 2 chars long",
        "{'size':1,'name':'abcde'} | spec.name: Too long: may not be more than 4 bytes",
        "{'size':1,'list':['a','b','c']} | spec.list: Too many: 3: must have at most 2 items",
        "{'size':1,'list':['a','a']} | spec.list[1]: Duplicate value: \"a\"",
        "{'size':1,'map':[{'k':'a'},{'k':'a'}]} | spec.map[1]: Duplicate value: {\"k\":\"a\"}",
        "{'size':1,'labels':{'a':1}} | spec.labels.a: Invalid value: \"integer\": spec.labels.a in"
            + " body must be of type string: \"integer\"",
        "[] | spec: Invalid value: \"array\": spec in body must be of type object: \"array\""
      })
  void whatIsWrongIsSaidInKubernetesWords(String spec, String error) {
    assertThat(errors(spec)).containsExactly(error);
  }

  @Test
  void aFractionInAnIntegerIsRefusedTwiceAsKubernetesDoes() {
    assertThat(errors("{'size':1.5}"))
        .containsExactly(
            "<nil>: Invalid value: \"\": Checked value must be of type integer (default format) in"
                + " spec.size",
            "spec.size: Invalid value: \"number\": spec.size in body must be of type integer:"
                + " \"number\"");
  }

  @Test
  void whatIsRightPasses() {
    assertThat(
            errors(
                "{'size':1,'port':'http','mode':'A','when':'2020-01-01T00:00:00Z','name':'abc',"
                    + "'list':['a','b'],'map':[{'k':'a'},{'k':'b'}],'labels':{'a':'b'},"
                    + "'none':null}"))
        .isEmpty();
  }
}
