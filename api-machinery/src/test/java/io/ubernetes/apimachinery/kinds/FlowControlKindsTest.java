package io.ubernetes.apimachinery.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.resource.Column;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/// Mistakes are told as a Kubernetes API server 1.36 tells them.
class FlowControlKindsTest {
  private static final ResourceType SCHEMA = FlowControlKinds.types().getFirst();
  private static final ResourceType LEVEL = FlowControlKinds.types().getLast();

  private static ObjectNode object(ResourceType type, String name, String spec) {
    return Json.parseObject(
        ("{'apiVersion': 'flowcontrol.apiserver.k8s.io/v1', 'kind': '%s',"
                + " 'metadata': {'name': '%s'}, 'spec': %s}")
            .formatted(type.names().kind(), name, spec)
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> errors(ResourceType type, String spec) {
    ObjectNode created = Conversation.created(type, object(type, "x", spec));
    return Conversation.errors(type, created).stream().map(FieldError::toString).toList();
  }

  @Test
  void everyMistakeOfAFlowSchemaIsTold() {
    assertThat(
            errors(
                SCHEMA,
                "{'matchingPrecedence':20000,'distinguisherMethod':{'type':'X'},"
                    + "'priorityLevelConfiguration':{'name':''},"
                    + "'rules':[{'subjects':[],'resourceRules':[{'verbs':[],'apiGroups':[],"
                    + "'resources':['*','a'],'namespaces':['a','*','b c']}],"
                    + "'nonResourceRules':[{'verbs':['*','get'],"
                    + "'nonResourceURLs':['healthz','/a*b']}]},"
                    + "{'subjects':[{'kind':'User'},{'kind':'Group','group':{'name':''}},"
                    + "{'kind':'Z'},{'kind':'User','user':{'name':'u'},'group':{'name':'g'}}]}]}"))
        .containsExactly(
            "spec.matchingPrecedence: Invalid value: 20000: must not be greater than 10000",
            "spec.distinguisherMethod.type: Unsupported value: {\"Type\":\"X\"}: supported values:"
                + " \"ByNamespace\", \"ByUser\"",
            "spec.priorityLevelConfiguration.name: Required value: must reference a priority level",
            "spec.rules[0].subjects: Required value: subjects must contain at least one value",
            "spec.rules[0].resourceRules[0].verbs: Required value: verbs must contain at least one"
                + " value",
            "spec.rules[0].resourceRules[0].apiGroups: Required value: resource rules must supply"
                + " at least one api group",
            "spec.rules[0].resourceRules[0].resources: Invalid value: [\"*\",\"a\"]: if '*' is"
                + " present, must not specify other resources",
            "spec.rules[0].resourceRules[0].namespaces: Invalid value: [\"a\",\"*\",\"b c\"]: if"
                + " '*' is present, must not specify other namespaces",
            "spec.rules[0].nonResourceRules[0].verbs: Invalid value: [\"*\",\"get\"]: if '*' is"
                + " present, must not specify other verbs",
            "spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: \"healthz\": must"
                + " start with slash",
            "spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: \"/a*b\":"
                + " wildcard can only do suffix matching",
            "spec.rules[1].subjects[0].user: Required value: user is required when subject kind is"
                + " 'User'",
            "spec.rules[1].subjects[1].group.name: Required value",
            "spec.rules[1].subjects[2].kind: Unsupported value: \"Z\": supported values: \"Group\","
                + " \"ServiceAccount\", \"User\"",
            "spec.rules[1].subjects[3].group: Forbidden: group is forbidden when subject kind is"
                + " not 'Group'",
            "spec.rules[1]: Required value: at least one of resourceRules and nonResourceRules has"
                + " to be non-empty");
  }

  @Test
  void theFirstPlaceIsTaken() {
    assertThat(
            errors(
                SCHEMA, "{'matchingPrecedence':1,'priorityLevelConfiguration':{'name':'system'}}"))
        .containsExactly(
            "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have"
                + " matchingPrecedence 1");
    assertThat(errors(SCHEMA, "{'priorityLevelConfiguration':{'name':'system'}}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | spec.type: Unsupported value: \"\": supported values: \"Exempt\", \"Limited\"",
        "{'type':'Limited'} | spec.limited: Required value: must not be empty when type is Limited",
        "{'type':'Limited','limited':{}} | spec.limited.limitResponse.type: Unsupported value: \"\":"
            + " supported values: \"Queue\", \"Reject\"",
        "{'type':'Limited','limited':{'limitResponse':{'type':'Queue','queuing':{'queues':4,"
            + "'handSize':6}}}} | spec.limited.limitResponse.queuing.handSize: Invalid value: 6:"
            + " should not be greater than queues (4)",
        "{'type':'Limited','limited':{'limitResponse':{'type':'Queue','queuing':{'queues':100000,"
            + "'handSize':10}}}} | spec.limited.limitResponse.queuing.handSize: Invalid value: 10:"
            + " required entropy bits of deckSize 100000 and handSize 10 should not be greater than"
            + " 60",
        "{'type':'Limited','limited':{'limitResponse':{'type':'Reject','queuing':{}}}} |"
            + " spec.limited.limitResponse.queuing: Forbidden: must be nil if"
            + " limited.limitResponse.type is not Limited",
        "{'type':'Limited','exempt':{},'limited':{'limitResponse':{'type':'Reject'}}} |"
            + " spec.exempt: Forbidden: must be nil if the type is Limited"
      })
  void aMistakeOfAPriorityLevelIsTold(String spec, String error) {
    assertThat(errors(LEVEL, spec)).containsExactly(error);
  }

  @Test
  void whatIsNotSaidIsFilledIn() {
    ObjectNode level =
        Conversation.created(
            LEVEL,
            object(
                LEVEL,
                "x",
                "{'type':'Limited','limited':{'limitResponse':{'type':'Queue','queuing':{}}}}"));
    assertThat(level.get("spec"))
        .isEqualTo(
            object(
                    LEVEL,
                    "x",
                    "{'type':'Limited','limited':{'nominalConcurrencyShares':30,'lendablePercent':0,"
                        + "'limitResponse':{'type':'Queue','queuing':{'queues':64,'handSize':8,"
                        + "'queueLengthLimit':50}}}}")
                .get("spec"));
  }

  @Test
  void aTableShowsWhatCounts() {
    ObjectNode level = object(LEVEL, "x", "{'type':'Exempt'}");
    assertThat(cells(LEVEL, level)).startsWith("x", "Exempt", "<none>", "<none>");
    ObjectNode schema =
        object(
            SCHEMA, "x", "{'priorityLevelConfiguration':{'name':'system'},'matchingPrecedence':7}");
    assertThat(cells(SCHEMA, schema)).startsWith("x", "system", "7", "<none>").endsWith("?");
  }

  private static List<String> cells(ResourceType type, ObjectNode object) {
    List<Column> columns = type.versions().getFirst().columns();
    return columns.stream()
        .map(column -> column.cell().apply(object, Instant.EPOCH).asString())
        .toList();
  }
}
