import { testSpoiledAnswers } from '../../../scripts/lib/spoiled-answers.ts';
import { anthropic } from '../src/index.ts';
import { loadRecorded } from './recorded.ts';

testSpoiledAnswers(await loadRecorded(), (baseUrl, apiKey) => anthropic({ apiKey, baseUrl }), 'claude-opus-4-5');
