import type { TextFinding } from '../../contract/catalogue.ts';
import { excerptAt } from '../../contract/visible-text.ts';

type Found = Omit<TextFinding, 'where'>;
type Phrase = Omit<Found, 'excerpt'> & { readonly pattern: RegExp };

/**
 * Looks for words that speak to the model behind the person's back. The patterns have no unbounded gaps, so that no
 * text makes them slow; `text` is plain (see `plainText`).
 */
export function scanPhrases(text: string): Found[] {
  return phrases.flatMap(({ pattern, ...finding }) => {
    const found = pattern.exec(text);
    return found ? [{ ...finding, excerpt: excerptAt(text, found.index, found[0].length) }] : [];
  });
}

const instructions =
  '(?:instructions?|prompts?|rules?|guidelines?|directives?|policies|guardrails|messages?)';
const person = '(?:the |your |any )?(?:user|human|person|operator|owner|customer)s?';

const phrases: readonly Phrase[] = [
  {
    code: 'override',
    level: 'alarm',
    text: 'tells the model to set its instructions aside',
    pattern: new RegExp(
      `\\b(?:ignore|disregard|forget|override|bypass)\\b.{0,30}\\b(?:previous|prior|above|earlier|preceding|other|system|existing|all)\\b.{0,30}\\b${instructions}\\b`,
      'i',
    ),
  },
  {
    code: 'override',
    level: 'alarm',
    text: 'tells the model to set its instructions aside',
    pattern:
      /ignorier\w{0,3} .{0,30}(?:anweisung|vorgabe)|ignorez .{0,30}(?:instructions|consignes)|ignora .{0,30}(?:instrucciones|istruzioni|instruç)|игнорируй.{0,30}(?:инструкц|указан)|忽略.{0,12}(?:指令|指示|说明|提示)|(?:指示|命令)を無視/i,
  },
  {
    code: 'override',
    level: 'warning',
    text: 'speaks to the model as if with higher authority',
    pattern:
      /<\/?(?:important|system|instructions?|critical|secret|admin|s|hidden|override|assistant|im_start)\b[^>]{0,40}>|\[(?:system|inst|admin)\b[^\]]{0,40}\]|\b(?:system prompt|new instructions?|developer mode|jailbreak)\s?:/i,
  },
  {
    code: 'secrecy',
    level: 'alarm',
    text: 'tells the model to keep something from the person',
    pattern: new RegExp(
      `\\b(?:do not|don't|never|must not|should not|avoid|refrain from)\\b.{0,20}\\b(?:tell|telling|mention|inform|informing|reveal|show|disclose|notify|notifying|alert|explain|ask|warn|report)\\w{0,3}\\b.{0,40}\\b${person}\\b`,
      'i',
    ),
  },
  {
    code: 'secrecy',
    level: 'alarm',
    text: 'tells the model to keep something from the person',
    pattern: new RegExp(
      `\\bwithout\\b.{0,15}\\b(?:telling|informing|notifying|asking|alerting|the knowledge of|mentioning)\\b.{0,30}\\b${person}\\b|\\b(?:hidden|secret|conceal\\w{0,3}|hide \\w{1,6}) from ${person}\\b`,
      'i',
    ),
  },
  {
    code: 'asks_for_secrets',
    level: 'alarm',
    text: 'names files in which secrets are kept',
    pattern:
      /~\/\.(?:ssh|aws|gnupg|kube|docker|netrc|npmrc|config\/gcloud|cursor|claude)|\bid_(?:rsa|ed25519|ecdsa)\b|\.aws\/credentials|\bmcp\.json\b|claude_desktop_config|\/etc\/(?:passwd|shadow)|\bwallet\.dat\b/i,
  },
  {
    code: 'asks_for_secrets',
    level: 'warning',
    text: 'asks the model for secrets',
    pattern:
      /\b(?:read|include|pass|send|provide|attach|supply|paste|append|collect|put|give)\b.{0,40}\b(?:api[ _-]?keys?|passwords?|passphrases?|access tokens?|auth tokens?|bearer tokens?|private keys?|secrets|credentials|seed phrase|environment variables|\.env\b|cookies)/i,
  },
  {
    code: 'asks_for_secrets',
    level: 'warning',
    text: 'asks for the conversation or the system prompt',
    pattern:
      /\b(?:include|pass|send|provide|attach|append|copy|put|give|repeat|output)\b.{0,40}\b(?:system prompt|(?:full|entire|whole|complete|previous|prior) (?:conversation|chat|context|history)|conversation history|chat history|all (?:previous|prior) messages)/i,
  },
  {
    code: 'calls_first',
    level: 'warning',
    text: 'tells the model to call something whatever the person asked for',
    pattern:
      /\b(?:always|must|first|before (?:doing|using|calling|any))\b.{0,40}\b(?:call|use|using|invoke|run|calling|execute)\b.{0,30}\b(?:before|prior to|ahead of)\b.{0,20}\b(?:any|every|all|each|other|anything)\b|\bbefore (?:using|calling|invoking|running) (?:any|all|every|each)(?: of the)?(?: other)? tools?\b|\b(?:instead of|rather than) (?:any|all|every|the) other tools?\b/i,
  },
  {
    code: 'sends_elsewhere',
    level: 'alarm',
    text: 'tells the model to send something to a fixed address',
    pattern:
      /\b(?:send|forward|post|upload|bcc|cc|e-?mail|transmit|exfiltrate|copy|report)\b.{0,60}\b(?:to|at|via)\b.{0,20}(?:https?:\/\/[^\s)]{4,}|[\w.+-]{1,64}@[\w-]{1,64}\.[a-z]{2,})/i,
  },
  {
    code: 'hidden_markup',
    level: 'warning',
    text: 'has a comment that is not shown where the text is rendered',
    pattern: /<!--.{8,}|\[\/\/\]: ?#|<[a-z]+ [^>]{0,80}(?:display: ?none|font-size: ?0|hidden)[^>]{0,80}>/i,
  },
];
