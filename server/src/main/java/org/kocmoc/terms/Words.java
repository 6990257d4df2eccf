package org.kocmoc.terms;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.kocmoc.base.Texts;
import org.kocmoc.limits.Size;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.RussianStemmer;

/// Words of a text and their stems, so that one form of a word finds the others.
///
/// Words in Cyrillic letters go through the Russian Snowball stemmer, those in Latin letters
/// through the English one; others stay as they are. Case and the dots of ё make no difference.
/// Stateless; any thread.
public final class Words {
    /// A word of a text.
    ///
    /// @param start of its first letter, in UTF-16 units
    /// @param end after its last letter
    public record Word(String stem, int start, int end) {}

    private static final int MIN_LETTERS = 2;

    /// Longer ones are no words: keys, links, hashes.
    private static final int MAX_LETTERS = 64;

    private static final int SHORTEST_WITH_FLEETING_VOWEL = 4;

    private Words() {}

    /// The stems of a text, each once, in order; at most [Size#TERMS_PER_MESSAGE].
    public static Set<String> stems(String text) {
        Set<String> stems = new LinkedHashSet<>();
        for (Word word : in(text)) {
            if (stems.size() == Size.TERMS_PER_MESSAGE.value()) {
                break;
            }
            stems.add(word.stem());
        }
        return stems;
    }

    /// The words of a text.
    public static List<Word> in(String text) {
        Stemmers stemmers = new Stemmers();
        List<Word> words = new ArrayList<>();
        int start = -1;
        int at = 0;
        while (at <= text.length()) {
            int letter = at < text.length() ? text.codePointAt(at) : ' ';
            if (isPartOfWord(letter)) {
                start = start < 0 ? at : start;
            } else if (start >= 0) {
                if (at - start >= MIN_LETTERS && at - start <= MAX_LETTERS) {
                    words.add(new Word(stemmers.stem(text.substring(start, at)), start, at));
                }
                start = -1;
            }
            at += Character.charCount(letter);
        }
        return words;
    }

    private static boolean isPartOfWord(int letter) {
        return Character.isLetterOrDigit(letter)
                || Character.getType(letter) == Character.NON_SPACING_MARK;
    }

    /// Stemmers keep the word that they work on, so each text gets its own.
    private static final class Stemmers {
        private final SnowballStemmer russian = new RussianStemmer();
        private final SnowballStemmer english = new EnglishStemmer();

        String stem(String word) {
            String folded = Texts.folded(word);
            return switch (Character.UnicodeScript.of(folded.codePointAt(0))) {
                case CYRILLIC -> withoutFleetingVowel(stem(russian, folded));
                case LATIN -> stem(english, folded);
                default -> folded;
            };
        }

        private static String stem(SnowballStemmer stemmer, String word) {
            stemmer.setCurrent(word);
            stemmer.stem();
            return stemmer.getCurrent();
        }
    }

    /// Makes one of кошк(а) and кошек, окн(о) and окон, отц(а) and отец: the stemmer leaves the
    /// vowel that comes and goes. Words that always have it lose it in all their forms alike.
    private static String withoutFleetingVowel(String stem) {
        int last = stem.length() - 1;
        if (stem.length() < SHORTEST_WITH_FLEETING_VOWEL
                || "кнцрл".indexOf(stem.charAt(last)) < 0
                || "ео".indexOf(stem.charAt(last - 1)) < 0
                || "бвгджзклмнпрстфхцчшщ".indexOf(stem.charAt(last - 2)) < 0) {
            return stem;
        }
        return stem.substring(0, last - 1) + stem.charAt(last);
    }
}
