import { testSpoiledAnswers } from '../../../scripts/lib/spoiled-answers.ts';
import { google } from '../src/index.ts';
import { loadRecorded } from './recorded.ts';

testSpoiledAnswers(await loadRecorded(), (baseUrl, apiKey) => google({ apiKey, baseUrl }), 'gemini-3.1-pro-preview');
