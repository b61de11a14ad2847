package io.ubernetes.apimachinery.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Decoding compared with what a real API server answered.
final class DecodingOracleTest {

  private static final Map<String, String> PLACEHOLDERS =
      Map.of(
          "<time>", "2026-01-02T03:04:05Z",
          "<microtime>", "2026-01-02T03:04:05.000006Z");

  @Test
  void whatKubernetesWritesIsReadWithoutAnyChange() {
    Oracle oracle = Oracle.orSkip();
    SoftAssertions softly = new SoftAssertions();
    List<GroupVersionKind> compared = new ArrayList<>();
    oracle.forEachStep(step -> {
      // Where something is ignored it is missing in the recording.
      if (!step.has("ignore") && step.at("/expect/body") instanceof ObjectNode body) {
        compareWithItself(withRealTimes(body), softly, compared);
      }
    });
    softly.assertAll();
    assertThat(compared).hasSizeGreaterThan(300);
  }

  private static void compareWithItself(
      ObjectNode body, SoftAssertions softly, List<GroupVersionKind> compared) {
    GroupVersionKind kind =
        GroupVersionKind.of(Json.text(body, "apiVersion"), Json.text(body, "kind"));
    Optional<Schema> schema = Schemas.find(kind);
    if (schema.isPresent() && !kind.kind().equals("Status")) {
      compared.add(kind);
      Decoded decoded = Decoding.decode(body, schema.get());
      softly.assertThat(decoded.fault()).isEmpty();
      softly.assertThat(decoded.strictErrors()).isEmpty();
      softly.assertThat(decoded.object()).isEqualTo(body);
    }
  }

  private static ObjectNode withRealTimes(ObjectNode body) {
    String text = body.toString();
    for (Map.Entry<String, String> placeholder : PLACEHOLDERS.entrySet()) {
      text = text.replace(placeholder.getKey(), placeholder.getValue());
    }
    return Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fieldvalidation/field-validation.json", "negotiation/bad-bodies.json"})
  void badBodiesAreRefusedInTheSameWords(String scenario) {
    SoftAssertions softly = new SoftAssertions();
    int compared = 0;
    for (JsonNode step : Oracle.orSkip().scenario(scenario).path("steps")) {
      JsonNode expected = step.path("expect");
      if (isDecoding(step, expected)) {
        compared++;
        softly
            .assertThat(refusal(step.path("request")))
            .as(step.path("id").asString())
            .isEqualTo(expected.at("/body/message").asString());
      }
    }
    softly.assertAll();
    assertThat(compared).isGreaterThanOrEqualTo(3);
  }

  /// Creates and updates with JSON that were refused with 400.
  private static boolean isDecoding(JsonNode step, JsonNode expected) {
    JsonNode request = step.path("request");
    String method = request.path("method").asString();
    String contentType = request.path("headers").path("Content-Type").asString("json");
    return (method.equals("POST") || method.equals("PUT"))
        && contentType.contains("json")
        && expected.path("status").asInt() == 400;
  }

  private static String refusal(JsonNode request) {
    JsonNode body = request.path("body");
    byte[] bytes =
        (body.isString() ? body.stringValue() : body.toString()).getBytes(StandardCharsets.UTF_8);
    GroupVersionKind kind =
        request.path("path").asString().contains("configmaps")
            ? new GroupVersionKind("", "v1", "ConfigMap")
            : new GroupVersionKind("apps", "v1", "Deployment");
    FieldValidation mode =
        FieldValidation.of(request.at("/query/fieldValidation").asString("")).orElseThrow();
    ApiException refused =
        catchThrowableOfType(
            ApiException.class, () -> Decoding.decode(bytes, kind, Schemas.byKind(kind), mode));
    return refused == null ? "accepted" : String.valueOf(refused.getMessage());
  }
}
