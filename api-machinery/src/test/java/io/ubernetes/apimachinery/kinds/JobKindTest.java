package io.ubernetes.apimachinery.kinds;

import static io.ubernetes.apimachinery.kinds.Objects.errors;
import static io.ubernetes.apimachinery.kinds.Objects.json;
import static io.ubernetes.apimachinery.kinds.Objects.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.Strategy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/// Rules of Jobs and CronJobs that the recorded conversations do not reach. What is expected is
/// what a real API server answered to the same objects.
class JobKindTest {

  private static final ResourceType JOB = JobKind.type();
  private static final Strategy STRATEGY = JOB.strategy();

  private static String text(String labels, String more) {
    return """
    {'apiVersion': 'batch/v1', 'kind': 'Job', 'metadata': {'name': 'j'}, 'spec': {%s
      'template': {'metadata': {'labels': {%s}}, 'spec': {'restartPolicy': 'Never',
        'containers': [{'name': 'w', 'image': 'w:1'}]}}}}
    """
        .formatted(more, labels);
  }

  private static ObjectNode job(String more) {
    return Conversation.created(JOB, json(text("'app': 'x'", more)));
  }

  @Test
  void aJobWithoutLabelsHasThoseOfItsPods() {
    ObjectNode job = job("");
    assertThat(job.at("/metadata/labels")).isEqualTo(job.at("/spec/template/metadata/labels"));
    assertThat(job.at("/metadata/labels").propertyNames())
        .containsExactlyInAnyOrder(
            "app",
            "job-name",
            "batch.kubernetes.io/job-name",
            "controller-uid",
            "batch.kubernetes.io/controller-uid");
    ObjectNode own = json(text("'app': 'x'", ""));
    ((ObjectNode) own.get("metadata")).putObject("labels").put("app", "x");
    assertThat(Conversation.created(JOB, own).at("/metadata/labels")).hasSize(1);
  }

  @Test
  void labelsThatClaimToBeOfAnotherJobAreRefused() {
    assertThat(errors(JOB, text("'job-name': 'other'", "")))
        .singleElement()
        .asString()
        .startsWith("spec.template.metadata.labels[job-name]: Invalid value: {\"batch.")
        .endsWith(": must be 'j'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'backoffLimitPerIndex': 1 | spec.backoffLimitPerIndex: Invalid value: 1: requires indexed"
            + " completion mode",
        "'managedBy': 'a' | spec.managedBy: Invalid value: \"a\": must be a domain-prefixed path"
            + " (such as \"acme.io/foo\")",
        "'podReplacementPolicy': 'x' | spec.podReplacementPolicy: Unsupported value: \"x\":"
            + " supported values: \"Failed\", \"TerminatingOrFailed\"",
        "'podFailurePolicy': {'rules': [{'action': 'FailIndex', 'onExitCodes': {'operator': 'In',"
            + " 'values': [1]}}]} | spec.podFailurePolicy.rules[0].action: Invalid value:"
            + " \"FailIndex\": requires the backoffLimitPerIndex to be set",
        "'podFailurePolicy': {'rules': [{'action': 'Count'}]} | spec.podFailurePolicy.rules[0]:"
            + " Invalid value: specifying one of OnExitCodes and OnPodConditions is required",
        "'podFailurePolicy': {'rules': [{'action': 'Count', 'onExitCodes': {'operator': 'NotIn',"
            + " 'values': [3, 2]}}]} | spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid"
            + " value: [3,2]: must be ordered",
        "'successPolicy': {'rules': [{'succeededCount': 1}]} | spec.successPolicy: Invalid value:"
            + " {\"Rules\":[{\"SucceededIndexes\":null,\"SucceededCount\":1}]}: requires indexed"
            + " completion mode",
        "'completionMode': 'Indexed', 'completions': 5, 'successPolicy': {'rules':"
            + " [{'succeededIndexes': '3,2'}]} | spec.successPolicy.rules[0].succeededIndexes:"
            + " Invalid value: \"3,2\": error parsing succeededIndexes: non-increasing order,"
            + " previous: 3, current: 2",
        "'completionMode': 'Indexed', 'completions': 5, 'successPolicy': {'rules':"
            + " [{'succeededIndexes': '0,2-3', 'succeededCount': 4}]} |"
            + " spec.successPolicy.rules[0].succeededCount: Invalid value: 4: must be less than or"
            + " equal to 3 (the number of indexes in the specified succeededIndexes field)",
      })
  void theSpecMustMakeSense(String spec, String expected) {
    assertThat(errors(JOB, text("", spec + ","))).containsExactly(expected);
  }

  @Test
  void aRunningJobKeepsItsTemplate() {
    ObjectNode old = job("");
    ObjectNode changed = old.deepCopy();
    ((ObjectNode) changed.at("/spec/template/spec")).putObject("nodeSelector").put("a", "b");
    ((ObjectNode) changed.get("spec")).put("parallelism", 3);
    assertThat(texts(STRATEGY.validateUpdate(changed, old)))
        .singleElement()
        .asString()
        .startsWith("spec.template: Invalid value: ")
        .endsWith(": field is immutable");
  }

  @Test
  void aWaitingJobMayBeSentElsewhere() {
    ObjectNode old = job("'suspend': true,");
    ObjectNode changed = old.deepCopy();
    ObjectNode spec = (ObjectNode) changed.at("/spec/template/spec");
    spec.putObject("nodeSelector").put("a", "b");
    spec.putObject("affinity").putObject("nodeAffinity");
    ((ObjectNode) spec.at("/containers/0/resources")).putObject("limits").put("cpu", "1");
    assertThat(STRATEGY.validateUpdate(changed, old)).isEmpty();
    ((ObjectNode) spec.at("/containers/0")).put("image", "w:2");
    assertThat(STRATEGY.validateUpdate(changed, old)).hasSize(1);
  }

  @Test
  void anIndexedJobGrowsInBothWaysAtOnce() {
    ObjectNode old = job("'completionMode': 'Indexed', 'completions': 3, 'parallelism': 3,");
    ObjectNode changed = old.deepCopy();
    ((ObjectNode) changed.get("spec")).put("completions", 5);
    assertThat(texts(STRATEGY.validateUpdate(changed, old)))
        .containsExactly(
            "spec.completions: Invalid value: 5: can only be modified in tandem with"
                + " spec.parallelism");
    ((ObjectNode) changed.get("spec")).put("parallelism", 5);
    assertThat(STRATEGY.validateUpdate(changed, old)).isEmpty();
  }

  private static List<String> statusErrors(String before, String after) {
    ObjectNode old = job("");
    ObjectNode changed = old.deepCopy();
    old.set("status", json(before));
    changed.set("status", json(after));
    return texts(STRATEGY.validateStatusUpdate(changed, old));
  }

  @Test
  void aJobEndsInOneWay() {
    String done =
        """
        {'startTime': '2026-01-01T00:00:00Z', 'completionTime': '2026-01-02T00:00:00Z',
         'conditions': [{'type': 'SuccessCriteriaMet', 'status': 'True'},
                        {'type': 'Complete', 'status': 'True'}]}
        """;
    assertThat(statusErrors("{}", done)).isEmpty();
    assertThat(statusErrors(done, "{}"))
        .contains(
            "status.conditions: Invalid value: cannot disable the terminal Complete=True condition",
            "status.conditions: Invalid value: cannot disable the SuccessCriteriaMet=True"
                + " condition");
    assertThat(statusErrors("{}", "{'conditions': [{'type': 'Failed', 'status': 'True'}]}"))
        .containsExactlyInAnyOrder(
            "status.conditions: Invalid value: cannot set Failed=True condition without the"
                + " FailureTarget=true condition",
            "status.startTime: Required value: startTime is required for finished job");
  }

  @Test
  void countsOfAJobOnlyGrow() {
    assertThat(statusErrors("{'failed': 2, 'succeeded': 2}", "{'failed': 1, 'succeeded': 1}"))
        .containsExactly(
            "status.failed: Invalid value: 1: cannot decrease the failed counter",
            "status.succeeded: Invalid value: 1: cannot decrease the succeeded counter");
    assertThat(statusErrors("{}", "{'ready': 2, 'active': 1}"))
        .containsExactly("status.ready: Invalid value: 2: cannot set more ready pods than active");
    assertThat(STRATEGY.selectableFields(json("{'status': {'succeeded': 3}}")))
        .containsExactly(Map.entry("status.successful", "3"));
  }

  private static List<String> cronErrors(String spec) {
    return errors(
        CronJobKind.type(),
        """
        {'apiVersion': 'batch/v1', 'kind': 'CronJob', 'metadata': {'name': 'c'}, 'spec': {%s,
          'jobTemplate': {'spec': {'template': {'spec': {'restartPolicy': 'Never',
            'containers': [{'name': 'w', 'image': 'w:1'}]}}}}}}
        """
            .formatted(spec));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "* * * * *",
        "@daily",
        "@every 1h30m",
        "@every -1.5h",
        "5/15 * * * *",
        "? ? ? ? ?",
        "1,,2 * * * *",
        "* * * jan-mar mon,FRI",
        "0 0 31 2 *",
        " */5 *  * *   * ",
      })
  void schedulesThatAreUnderstood(String schedule) {
    assertThat(cronErrors("'schedule': '" + schedule + "'")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "* * * * | expected exactly 5 fields, found 4: [* * * *]",
        "@foo | unrecognized descriptor: @foo",
        "@every 5 | failed to parse duration @every 5: time: missing unit in duration \"5\"",
        "@every 5x | failed to parse duration @every 5x: time: unknown unit \"x\" in duration"
            + " \"5x\"",
        "60 * * * * | end of range (60) above maximum (59): 60",
        "* * 0 * * | beginning of range (0) below minimum (1): 0",
        "* * * * 7 | end of range (7) above maximum (6): 7",
        "5-1 * * * * | beginning of range (5) beyond end of range (1): 5-1",
        "*/0 * * * * | step of range should be a positive number: */0",
        "*/-5 * * * * | negative number (-5) not allowed: -5",
        "1-2-3 * * * * | too many hyphens: 1-2-3",
        "1/2/3 * * * * | too many slashes: 1/2/3",
        "a * * * * | failed to parse int from a: strconv.Atoi: parsing \"a\": invalid syntax",
      })
  void schedulesThatAreNot(String schedule, String problem) {
    assertThat(cronErrors("'schedule': '" + schedule + "'"))
        .containsExactly("spec.schedule: Invalid value: \"" + schedule + "\": " + problem);
  }

  @ParameterizedTest
  @CsvSource({
    "UTC, true",
    "Europe/Berlin, true",
    "Etc/GMT+5, true",
    "EST, true",
    "europe/berlin, false",
    "GMT+5, false",
    "../x, false",
    "/UTC, false",
    "SystemV/AST4, false",
    "Local, false",
  })
  void timeZonesAreThoseOfTheIana(String zone, boolean known) {
    assertThat(cronErrors("'schedule': '@daily', 'timeZone': '" + zone + "'").isEmpty())
        .isEqualTo(known);
  }

  @Test
  void aZoneInTheScheduleIsOfEarlierTimes() {
    Strategy strategy = CronJobKind.type().strategy();
    ObjectNode old = json("{'metadata': {'name': 'c'}, 'spec': {'schedule': 'TZ=UTC * * * * *'}}");
    strategy.setDefaults(old);
    assertThat(texts(strategy.validateUpdate(old, old))).noneMatch(error -> error.contains("TZ"));
    assertThat(strategy.updateWarnings(old, old))
        .singleElement()
        .asString()
        .startsWith("cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead");
    assertThat(cronErrors("'schedule': 'TZ=0'"))
        .containsExactly(
            "spec.schedule: Invalid value: \"TZ=0\": invalid schedule format: runtime error: slice"
                + " bounds out of range [:-1]",
            "spec.schedule: Invalid value: \"TZ=0\": cannot use TZ or CRON_TZ in schedule, use"
                + " timeZone field instead");
  }
}
