package org.kocmoc.terms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "кошка кошки кошке кошку кошкой кошками кошек КОШКА",
                "ёлка елка ёлки елки ёлкой ЁЛКУ ёлками елок",
                "бежать бежал бежала бежали",
                "письмо письма письму письмом",
                "окно окна окон окнами",
                "отец отца отцу отцом отцы",
                "девушка девушки девушек девушкам",
                "ребёнок ребенка ребёнком",
                "красивый красивая красивое красивого красивыми",
                "работать работаю работаем работали",
                "встреча встречи встречу встречами",
                "run running runs Running",
                "meeting meetings MEETINGS",
                "message messages messaging"
            })
    void allFormsOfAWordAreOne(String forms) {
        assertThat(Words.stems(forms)).hasSize(1);
    }

    @Test
    void differentWordsStayDifferent() {
        assertThat(Words.stems("кошка собака елка палка бежать лежать стол стул")).hasSize(8);
        assertThat(Words.stems("run ran walk talk")).hasSize(4);
    }

    @Test
    void wordsEndAtWhatIsNoLetter() {
        assertThat(texts("Привет, мир! it's e-mail:a@b.example 42.5 (скобки)"))
                .containsExactly("Привет", "мир", "it", "mail", "example", "42", "скобки");
        assertThat(texts("😀нет😀 да𝒳́")).contains("нет");
        assertThat(texts("")).isEmpty();
        assertThat(texts("x".repeat(65) + " ok")).containsExactly("ok");
    }

    private static List<String> texts(String text) {
        return Words.in(text).stream()
                .map(word -> text.substring(word.start(), word.end()))
                .toList();
    }

    @Test
    void composedAndDecomposedLettersAreEqual() {
        assertThat(Words.stems("ёлка й")).isEqualTo(Words.stems("е\u0308лка й"));
        assertThat(Words.stems("café")).isEqualTo(Words.stems("cafe\u0301"));
    }

    @Test
    void aLongTextHasABoundedNumberOfWords() {
        String text =
                String.join(
                        " ",
                        Stream.iterate(1000, i -> i + 1)
                                .limit(2_000)
                                .map(String::valueOf)
                                .toList());
        assertThat(Words.stems(text)).hasSize(512);
    }
}
