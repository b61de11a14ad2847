package io.ubernetes.apimachinery.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

final class GoBase64PropertyTest {

  @Property
  void whatWasEncodedIsBase64AlsoWithLineBreaks(
      @ForAll @Size(max = 64) byte[] bytes, @ForAll @IntRange(max = 80) int where) {
    String text = Base64.getEncoder().encodeToString(bytes);
    int at = Math.min(where, text.length());
    assertThat(GoBase64.firstIllegalByte(text)).isEqualTo(-1);
    assertThat(GoBase64.firstIllegalByte(text.substring(0, at) + "\r\n" + text.substring(at)))
        .isEqualTo(-1);
  }

  @Property
  void aForeignCharacterIsFoundWhereItStands(
      @ForAll @StringLength(max = 20) @CharRange(from = 'a', to = 'z') String text) {
    assertThat(GoBase64.firstIllegalByte(text + "?abc")).isEqualTo(text.length());
  }
}
