package io.ubernetes.apimachinery.patch;

import static io.ubernetes.apimachinery.patch.TestJson.node;
import static io.ubernetes.apimachinery.patch.TestJson.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ubernetes.apimachinery.errors.ApiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {

  /// The examples of RFC 7386, appendix A, that patch an object with an object.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          {'a':'b'}; {'a':'c'}; {'a':'c'}
          {'a':'b'}; {'b':'c'}; {'a':'b','b':'c'}
          {'a':'b'}; {'a':null}; {}
          {'a':'b','b':'c'}; {'a':null}; {'b':'c'}
          {'a':['b']}; {'a':'c'}; {'a':'c'}
          {'a':'c'}; {'a':['b']}; {'a':['b']}
          {'a':{'b':'c'}}; {'a':{'b':'d','c':null}}; {'a':{'b':'d'}}
          {'a':[{'b':'c'}]}; {'a':[1]}; {'a':[1]}
          {'e':null}; {'a':1}; {'e':null,'a':1}
          {}; {'a':{'bb':{'ccc':null}}}; {'a':{'bb':{}}}
          """)
  void theExamplesOfTheSpecificationHold(String object, String patch, String expected) {
    assertThat(MergePatch.apply(object(object), node(patch))).isEqualTo(object(expected));
  }

  @Test
  void aListIsNoMergePatch() {
    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> MergePatch.apply(object("{}"), node("[1]")));
    assertThat(refusal.code()).isEqualTo(400);
    assertThat(refusal.getMessage())
        .isEqualTo(
            "error decoding patch: json: cannot unmarshal array into Go value of type"
                + " map[string]interface {}");
  }
}
